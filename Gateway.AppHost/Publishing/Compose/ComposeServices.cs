using Aspire.Hosting.Docker.Resources.ComposeNodes;
using Aspire.Hosting.Docker.Resources.ServiceNodes;
using Gateway.AppHost.Vllm;

namespace Gateway.AppHost.Publishing.Compose;

/// <summary>What Docker Compose must know of each service beyond image, environment and ports.</summary>
internal static class ComposeServices
{
    // What config.yaml may refer to or asks for, and where alerts go; empty counts as not set.
    private static readonly string[] s_gatewayVariables =
    [
        "OPENAI_API_KEY", "ANTHROPIC_API_KEY", "AZURE_API_KEY", "AZURE_API_BASE", "GEMINI_API_KEY", "SLACK_WEBHOOK_URL", "WEBHOOK_URL",
        "JWT_PUBLIC_KEY_URL", "JWT_AUDIENCE", "OAUTH_TOKEN_INFO_ENDPOINT", "OAUTH_CLIENT_ID", "OAUTH_CLIENT_SECRET",
        "LANGFUSE_PUBLIC_KEY", "LANGFUSE_SECRET_KEY", "LANGFUSE_HOST", "LITELLM_SALT_KEY",
    ];

    private static readonly string[] s_adminVariables =
        ["PROXY_BASE_URL", "OIDC_AUTHORITY", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET", "OIDC_ROLE_CLAIM", "OIDC_ADMIN_ROLE", "OIDC_VIEWER_ROLE", "OIDC_USER_CLAIM", "ADMIN_TRACE_URL"];

    public static void Gateway(Service service)
    {
        PassOn(service, s_gatewayVariables);
        service.ContainerName = "vllm-litellm-proxy";
        Hardened(service);
        Built(service, "Gateway.Proxy", "GATEWAY_PROXY_IMAGE", "gateway-proxy");
        service.Ports = ["${LITELLM_PORT:-4000}:4000"];
        service.Expose = [];

        // A grace longer than the drain: open streams finish, then the spend is written.
        service.StopGracePeriod = "45s";
        service.AddVolume(new() { Name = "config", Type = "bind", Source = "${GATEWAY_CONFIG:-../../config.yaml}", Target = "/app/config/config.yaml", ReadOnly = true });
        service.AddVolume(Named(ComposeLayout.ProxyVolume, "/data"));
        service.Healthcheck = Check(["CMD", "dotnet", "/app/Gateway.Proxy.dll", "health"], start: "30s");
    }

    public static void Admin(Service service)
    {
        PassOn(service, s_adminVariables);
        service.ContainerName = "vllm-litellm-admin";
        Hardened(service);
        Built(service, "Gateway.Admin", "GATEWAY_ADMIN_IMAGE", "gateway-admin");
        service.Healthcheck = Check(["CMD", "dotnet", "/app/Gateway.Admin.dll", "health"], start: "30s");
    }

    public static void Redis(Service service)
    {
        service.ContainerName = "vllm-litellm-redis";
        service.Restart = "unless-stopped";
        service.Expose = [];

        // redis-cli takes the password from here, so that people and the health check need not give it.
        service.Environment["REDISCLI_AUTH"] = "${LITELLM_REDIS_PASSWORD}";
        service.AddVolume(Named(ComposeLayout.RedisVolume, "/data"));
        service.Healthcheck = Check(["CMD", "redis-cli", "ping"], start: "10s");
    }

    public static void Postgres(Service service)
    {
        service.ContainerName = "vllm-litellm-postgres";
        service.Restart = "unless-stopped";
        service.Expose = [];

        // For psql inside the container.
        service.Environment["PGPASSWORD"] = "${LITELLM_POSTGRES_PASSWORD}";
        service.Healthcheck = Check(["CMD", "pg_isready", "-U", "litellm"], start: "30s");
    }

    public static void Vllm(Service service, VllmResource vllm)
    {
        service.ContainerName = vllm.Name;
        service.Restart = "unless-stopped";
        service.Ipc = "host";

        // The Container Device Interface's names, as nvidia-ctk writes them.
        service.Devices = vllm.GpuDevices is [] ? ["nvidia.com/gpu=all"] : [.. vllm.GpuDevices.Select(device => $"nvidia.com/gpu={device}")];

        // Without the profile compose starts the gateway alone, in front of servers that run already.
        service.Profiles = ["gpu"];
        service.Healthcheck = Check(
            ["CMD", "python3", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/health', timeout=5)"],
            start: $"{VllmContainerImage.LoadTime.TotalSeconds:0}s");
    }

    private static void PassOn(Service service, string[] variables)
    {
        foreach (var variable in variables)
        {
            service.Environment[variable] = $"${{{variable}:-}}";
        }
    }

    private static void Hardened(Service service)
    {
        service.Restart = "unless-stopped";
        service.ReadOnly = true;
        service.Tmpfs = ["/tmp"];
        service.CapDrop = ["ALL"];
        service.SecurityOpt = ["no-new-privileges:true"];
    }

    private static void Built(Service service, string project, string variable, string image)
    {
        service.Image = $"${{{variable}:-{image}:0.1.0}}";
        service.Build = new() { Context = "../..", Dockerfile = $"{project}/Dockerfile" };
    }

    private static Volume Named(string name, string target) => new() { Name = name, Type = "volume", Source = name, Target = target };

    private static Healthcheck Check(List<string> test, string start) => new()
    {
        Test = test,
        Interval = "10s",
        Timeout = "5s",
        Retries = 5,
        StartPeriod = start,
    };
}
