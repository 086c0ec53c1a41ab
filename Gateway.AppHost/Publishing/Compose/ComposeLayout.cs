using Aspire.Hosting.Docker.Resources;
using Aspire.Hosting.Docker.Resources.ComposeNodes;

namespace Gateway.AppHost.Publishing.Compose;

/// <summary>The file as a whole: the names that people who ran LiteLLM beside vLLM know, and who waits for whom.</summary>
internal static class ComposeLayout
{
    public const string ProxyVolume = "litellm_proxy_data";
    public const string RedisVolume = "litellm_redis_data";

    private const string GatewayService = "litellm";
    private const string NetworkName = "vllm_network";

    public static void Apply(ComposeFile file)
    {
        file.Name = GatewayService;
        UseSharedNetwork(file);
        RenameGateway(file);
        NameVolumes(file);
        foreach (var service in file.Services.Values)
        {
            WaitForHealth(service, file);
            RequireSecrets(service);
        }
    }

    // The model servers' own compose projects are on it already.
    private static void UseSharedNetwork(ComposeFile file)
    {
        file.Networks.Clear();
        file.AddNetwork(new() { Name = NetworkName, External = true });
        foreach (var service in file.Services.Values)
        {
            service.Networks = [NetworkName];
        }
    }

    private static void RenameGateway(ComposeFile file)
    {
        var gateway = file.Services["proxy"];
        gateway.Name = GatewayService;
        file.Services = new(file.Services.Select(pair => pair.Key == "proxy" ? new(GatewayService, gateway) : pair));
        foreach (var service in file.Services.Values)
        {
            if (service.DependsOn.Remove("proxy", out var dependency))
            {
                service.DependsOn[GatewayService] = dependency;
            }

            foreach (var (name, value) in service.Environment)
            {
                service.Environment[name] = value.Replace("http://proxy:", $"http://{GatewayService}:", StringComparison.Ordinal);
            }
        }
    }

    // Compose puts the project's name and an underscore in front of each.
    private static void NameVolumes(ComposeFile file)
    {
        var mounts = file.Services.Values.SelectMany(service => service.Volumes).Where(volume => volume.Type == "volume").ToList();
        foreach (var mount in mounts)
        {
            mount.Source = mount.Source!.Replace($"{GatewayService}_", "", StringComparison.Ordinal);
        }

        file.Volumes.Clear();
        foreach (var name in mounts.Select(mount => mount.Source!).Distinct())
        {
            file.AddVolume(new() { Name = name, Driver = "local" });
        }
    }

    private static void WaitForHealth(Service service, ComposeFile file)
    {
        foreach (var (name, dependency) in service.DependsOn)
        {
            dependency.Condition = file.Services[name].Healthcheck is null ? "service_started" : "service_healthy";
        }
    }

    // Compose would start with an empty password where a variable is missing. The user's name is no secret and never changes.
    private static void RequireSecrets(Service service)
    {
        foreach (var (name, value) in service.Environment)
        {
            service.Environment[name] = value
                .Replace("${LITELLM_POSTGRES_USER}", "litellm", StringComparison.Ordinal)
                .Replace("${HF_TOKEN}", "${HF_TOKEN:-}", StringComparison.Ordinal)
                .Replace("_KEY}", "_KEY:?set it in .env}", StringComparison.Ordinal)
                .Replace("_PASSWORD}", "_PASSWORD:?set it in .env}", StringComparison.Ordinal);
        }
    }
}
