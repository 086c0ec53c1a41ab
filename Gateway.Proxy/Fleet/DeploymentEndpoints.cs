using System.Text.Json.Nodes;
using Gateway.Contracts;
using Gateway.Proxy.Health;
using Gateway.Proxy.Hosting;
using Gateway.Proxy.Management;
using Gateway.Proxy.Model;

namespace Gateway.Proxy.Fleet;

/// <summary><c>/deployment/*</c>: how each deployment is, and taking it out of the routing for a while.</summary>
internal static class DeploymentEndpoints
{
    // How old a latency may be that is shown as the present one.
    private static readonly TimeSpan s_recent = TimeSpan.FromMinutes(5);

    public static void MapDeployments(this IEndpointRouteBuilder routes)
    {
        routes.MapManagementGet("/deployment/list", ManagementAccess.Viewer, "Deployments and how they are", ListAsync);
        routes.MapManagementPost("/deployment/drain", ManagementAccess.Admin, "Send a deployment no new requests", call => SetDrainedAsync(call, drained: true));
        routes.MapManagementPost("/deployment/undrain", ManagementAccess.Admin, "Put a drained deployment back", call => SetDrainedAsync(call, drained: false));
        routes.MapManagementPost("/deployment/test", ManagementAccess.Admin, "Ask a deployment's server how it is", TestAsync);
    }

    private static Task<JsonNode> ListAsync(ManagementCall call)
    {
        call.Http.RequestServices.GetRequiredService<EngineStatsScraper>().Watch();
        var now = call.Http.RequestServices.GetRequiredService<TimeProvider>().GetTimestamp();
        var deployments = call.Snapshot.Groups.SelectMany(group => group.Deployments).Select(deployment => Show(deployment, now)).ToList();
        var fallbacks = call.Snapshot.Fallbacks.ToDictionary(list => list.Key, list => list.Value.General);
        var list = new DeploymentList(deployments, call.Snapshot.Config.RouterSettings.RoutingStrategy, fallbacks);
        return Task.FromResult<JsonNode>(Fields.ToNode(list, ContractsJson.Default.DeploymentList));
    }

    private static async Task<JsonNode> SetDrainedAsync(ManagementCall call, bool drained)
    {
        var deployment = Find(call);
        await DrainedDeployments.SetAsync(call, deployment, drained);
        return Fields.ToNode(Show(deployment, call.Http.RequestServices.GetRequiredService<TimeProvider>().GetTimestamp()), ContractsJson.Default.DeploymentInfo);
    }

    private static async Task<JsonNode> TestAsync(ManagementCall call)
    {
        var deployment = Find(call);
        var (error, latency) = await call.Http.RequestServices.GetRequiredService<DeploymentProbe>().AskAsync(deployment, call.Aborted);
        return Fields.ToNode(new DeploymentTest(deployment.Id, error is null, error, latency.TotalMilliseconds), ContractsJson.Default.DeploymentTest);
    }

    private static Deployment Find(ManagementCall call)
    {
        var id = call.RequiredText("id");
        return call.Snapshot.DeploymentsById.GetValueOrDefault(id) ?? throw ManagementException.NotFound("deployment", id);
    }

    private static DeploymentInfo Show(Deployment deployment, long now)
    {
        var state = deployment.State;
        var engine = state.EngineStats;
        return new DeploymentInfo
        {
            Id = deployment.Id,
            ModelGroup = deployment.ModelGroup,
            PublicName = deployment.PublicName,
            TeamId = deployment.TeamId,
            Model = deployment.LitellmModel,
            Provider = deployment.Provider,
            ApiBase = deployment.ApiBase,
            Mode = deployment.Mode,
            IsStored = deployment.IsStored,
            Order = deployment.Order,
            Weight = deployment.Weight,
            Rpm = deployment.Rpm,
            Tpm = deployment.Tpm,
            MaxParallelRequests = deployment.MaxParallelRequests,
            MaxInputTokens = deployment.MaxInputTokens,
            InputCostPerToken = deployment.Price.InputPerToken,
            OutputCostPerToken = deployment.Price.OutputPerToken,
            Drained = state.IsDrained,
            CooldownSeconds = Math.Round(state.CooldownLeft(now).TotalSeconds, 1),
            Healthy = state.LastProbeHealthy,
            InFlight = state.InFlight,
            Requests = state.Requests,
            Failures = state.Failures,
            TimeToFirstTokenMs = state.Latencies.Mean(s_recent) * 1000,
            EngineRunning = engine?.Running,
            EngineWaiting = engine?.Waiting,
            KvCacheUsage = engine?.KvCacheUsage,
        };
    }
}
