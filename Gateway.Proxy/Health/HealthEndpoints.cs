using Gateway.Contracts;
using Gateway.Proxy.Configuration;
using Gateway.Proxy.Hosting;
using Gateway.Proxy.Keys;
using Gateway.Proxy.Model;
using Gateway.Proxy.OpenAI;
using Gateway.Proxy.Spend;

namespace Gateway.Proxy.Health;

/// <summary><c>/health</c> and its parts (litellm-compat section 13).</summary>
internal static class HealthEndpoints
{
    // A fleet of a thousand servers is asked in turns, not all at once.
    private const int ProbesAtOnce = 32;

    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health/liveliness", Alive).WithDisplayName("Liveness, under LiteLLM's name");
        routes.MapGet("/health/liveness", Alive).WithDisplayName("Liveness");
        routes.MapGet("/health/readiness", Readiness).WithDisplayName("Readiness");
        routes.MapGet("/health", Health).WithDisplayName("Health: a summary, or every deployment with the master key");
    }

    // A JSON string, as LiteLLM sends it.
    private static Task Alive(HttpContext http)
    {
        http.Response.ContentType = "application/json";
        return http.Response.WriteAsync("\"I'm alive!\"");
    }

    private static Task Readiness(HttpContext http)
    {
        var draining = http.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested;
        http.Response.StatusCode = draining ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK;
        var connected = http.RequestServices.GetRequiredService<SpendStats>().IsConnected;
        var report = new ReadinessReport(draining ? "draining" : "healthy", connected ? "connected" : "Not connected", null, GatewayVersion.Text, []);
        return http.Response.WriteAsJsonAsync(report, ContractsJson.Default.ReadinessReport);
    }

    private static Task Health(HttpContext http)
    {
        var anonymous = KeyReader.Read(http.Request.Headers, null, out _) is { Code: "missing_api_key" };
        return anonymous ? Summary(http) : KeyedEndpoint.ForAnyKey((context, key) => key.IsMaster ? Report(context) : Summary(context))(http);
    }

    private static Task Summary(HttpContext http)
    {
        var snapshot = http.RequestServices.GetRequiredService<SnapshotStore>().Current;
        var now = http.RequestServices.GetRequiredService<TimeProvider>().GetTimestamp();
        var deployments = snapshot.DeploymentsById.Values;
        var cooling = deployments.Count(deployment => deployment.State.IsCoolingDown(now));
        var anyDown = snapshot.Groups.Any(group => group.Deployments.All(deployment => deployment.State.IsCoolingDown(now)));
        var status = anyDown ? "unhealthy" : cooling > 0 ? "degraded" : "healthy";
        var summary = new HealthSummary(status, snapshot.Groups.Count, deployments.Length, cooling);
        return http.Response.WriteAsJsonAsync(summary, ContractsJson.Default.HealthSummary);
    }

    private static async Task Report(HttpContext http)
    {
        var snapshot = http.RequestServices.GetRequiredService<SnapshotStore>().Current;
        var deployments = snapshot.Groups.SelectMany(group => group.Deployments).ToList();
        if (http.Request.Query["model"] is [{ Length: > 0 } wanted])
        {
            if (!snapshot.TryResolve(wanted, out var model))
            {
                await ErrorJson.WriteAsync(http, GatewayErrors.ModelNotFound(wanted));
                return;
            }

            deployments = model.Pinned is { } pinned ? [pinned] : [.. model.Group.Deployments];
        }

        var health = new EndpointHealth[deployments.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = ProbesAtOnce, CancellationToken = http.RequestAborted };
        await Parallel.ForAsync(0, deployments.Count, options, async (i, cancel) => health[i] = await AskAsync(http, deployments[i], cancel));
        var healthy = health.Where(endpoint => endpoint.Error is null).ToList();
        var unhealthy = health.Where(endpoint => endpoint.Error is not null).ToList();
        var report = new HealthReport(healthy, unhealthy, healthy.Count, unhealthy.Count) { Config = ConfigHealth(http) };
        await http.Response.WriteAsJsonAsync(report, ContractsJson.Default.HealthReport);
    }

    private static async Task<EndpointHealth> AskAsync(HttpContext http, Deployment deployment, CancellationToken cancellationToken)
    {
        var (error, latency) = await http.RequestServices.GetRequiredService<DeploymentProbe>().AskAsync(deployment, cancellationToken);
        var cooldown = deployment.State.CooldownLeft(http.RequestServices.GetRequiredService<TimeProvider>().GetTimestamp());
        return new EndpointHealth(
            deployment.LitellmModel, deployment.ModelGroup, deployment.Id, deployment.ApiBase, deployment.State.InFlight,
            Math.Round(cooldown.TotalSeconds, 3), Math.Round(latency.TotalMilliseconds, 1), error);
    }

    private static ConfigHealth ConfigHealth(HttpContext http)
    {
        var store = http.RequestServices.GetRequiredService<ConfigStore>();
        return new ConfigHealth(store.ReloadFailures, store.LastReload?.Time, store.LastReload?.Error);
    }
}
