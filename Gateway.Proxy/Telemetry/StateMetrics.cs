using Gateway.Proxy.Configuration;
using Gateway.Proxy.Model;
using Gateway.Proxy.Telemetry.Exposition;

namespace Gateway.Proxy.Telemetry;

/// <summary>What is not counted but read when it is asked for: deployments, config, requests in flight.</summary>
internal sealed class StateMetrics(SnapshotStore snapshots, ConfigStore config, RequestsInFlight requests, TimeProvider time) : IMetricFamily
{
    // LiteLLM's numbers for litellm_deployment_state.
    private const int Healthy = 0;
    private const int PartialOutage = 1;
    private const int CompleteOutage = 2;

    private static readonly MetricInfo s_state = new(
        "litellm_deployment_state", "gauge", "0: healthy, 1: failed within the last minute, 2: out of the routing.",
        "litellm_model_name", "model_id", "api_base", "api_provider");

    private static readonly MetricInfo s_inFlight = new(
        "gateway_deployment_in_flight", "gauge", "Requests that were sent to a deployment and have not ended.", "model_group", "deployment_id");

    private static readonly MetricInfo s_cooldown = new(
        "gateway_deployment_cooldown_seconds", "gauge", "What is left of a deployment's cooldown; 0: none.", "model_group", "deployment_id");

    private static readonly MetricInfo s_litellmRequests = new("litellm_in_flight_requests", "gauge", "Inference requests that have not ended.");

    private static readonly MetricInfo s_requests = new("gateway_requests_in_flight", "gauge", "Inference requests that have not ended.");

    private static readonly MetricInfo s_reloads = new("gateway_config_reloads_total", "counter", "Changes of the config that were taken over.");

    private static readonly MetricInfo s_reloadFailures = new(
        "gateway_config_reload_failures_total", "counter", "Changes of the config that could not be used; the config before stays in force.");

    public async ValueTask WriteAsync(ExpositionWriter writer, CancellationToken cancellationToken)
    {
        writer.One(s_litellmRequests, requests.Count);
        writer.One(s_requests, requests.Count);
        writer.One(s_reloads, config.Reloads);
        writer.One(s_reloadFailures, config.ReloadFailures);

        var now = time.GetTimestamp();
        var deployments = snapshots.Current.Groups.SelectMany(group => group.Deployments).ToList();
        await WriteAllAsync(s_state, deployment => StateOf(deployment.State, now));
        await WriteAllAsync(s_inFlight, deployment => deployment.State.InFlight);
        await WriteAllAsync(s_cooldown, deployment => Math.Max(0, deployment.State.CooldownLeft(now).TotalSeconds));

        async ValueTask WriteAllAsync(MetricInfo metric, Func<Deployment, double> valueOf)
        {
            writer.Header(metric);
            foreach (var deployment in deployments)
            {
                writer.Sample(metric.Name, Labels(metric, deployment), valueOf(deployment));
                await writer.FlushIfFullAsync(cancellationToken);
            }
        }
    }

    private static double StateOf(DeploymentState state, long now)
    {
        if (state.IsCoolingDown(now))
        {
            return CompleteOutage;
        }

        return state.RecentFailures.Failures > 0 || state.LastProbeHealthy == false ? PartialOutage : Healthy;
    }

    private static string Labels(MetricInfo metric, Deployment deployment) => LabelText.Render(metric.LabelNames, new LabelValues
    {
        LitellmModelName = deployment.LitellmModel,
        DeploymentId = deployment.Id,
        ApiBase = deployment.ApiBase,
        ApiProvider = deployment.Provider,
        ModelGroup = deployment.ModelGroup,
    }.Of);
}
