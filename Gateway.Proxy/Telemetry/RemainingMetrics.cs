using Gateway.Proxy.Keys;
using Gateway.Proxy.Model;
using Gateway.Proxy.Telemetry.Exposition;

namespace Gateway.Proxy.Telemetry;

/// <summary>
/// LiteLLM's gauges of what is left of limits that are used at the moment (litellm-compat section 14): of keys for the models that they
/// have limits for, to all replicas together; and of providers on a deployment, as they told it within the last minute.
/// </summary>
internal sealed class RemainingMetrics(KeyDirectory directory, SnapshotStore snapshots) : IMetricFamily
{
    private static readonly string[] s_deployment = ["model_group", "api_provider", "api_base", "litellm_model_name"];

    private static readonly string[] s_key = ["hashed_api_key", "api_key_alias", "model"];

    private static readonly MetricInfo s_requests = new("litellm_remaining_requests_metric", "gauge", "Requests that a deployment's provider says are left.", s_deployment);

    private static readonly MetricInfo s_tokens = new("litellm_remaining_tokens_metric", "gauge", "Tokens that a deployment's provider says are left.", s_deployment);

    private static readonly MetricInfo s_keyRequests = new(
        "litellm_remaining_api_key_requests_for_model", "gauge", "Requests that are left to a key for a model, in the minute before now.", s_key);

    private static readonly MetricInfo s_keyTokens = new(
        "litellm_remaining_api_key_tokens_for_model", "gauge", "Tokens that are left to a key for a model, in the minute before now.", s_key);

    public async ValueTask WriteAsync(ExpositionWriter writer, CancellationToken cancellationToken)
    {
        // Deployments that differ in their id alone have one line: one account with the provider.
        var deployments = snapshots.Current.Groups.SelectMany(group => group.Deployments)
            .Select(deployment => new Remaining(Labels(deployment), deployment.State.ProviderLimits.RemainingRequests, deployment.State.ProviderLimits.RemainingTokens))
            .GroupBy(one => one.Labels)
            .Select(all => new Remaining(all.Key, all.Min(one => one.Requests), all.Min(one => one.Tokens)));
        await WriteAsync(writer, s_requests, s_tokens, [.. deployments], cancellationToken);

        var keys =
            from key in directory.Keys
            where key.Rules.ModelLimits is not null
            from used in key.State.Models.All
            where !used.Value.IsIdle && key.Rules.ModelLimits!.ContainsKey(used.Key)
            let limits = key.Rules.ModelLimits![used.Key]
            select new Remaining(
                Labels(key, used.Key),
                limits.Rpm is { } rpm ? used.Value.RemainingRequests(rpm) : null,
                limits.Tpm is { } tpm ? used.Value.RemainingTokens(tpm) : null);
        await WriteAsync(writer, s_keyRequests, s_keyTokens, [.. keys], cancellationToken);
    }

    private static async ValueTask WriteAsync(ExpositionWriter writer, MetricInfo requests, MetricInfo tokens, IReadOnlyList<Remaining> all, CancellationToken cancellationToken)
    {
        await WriteOneAsync(requests, one => one.Requests);
        await WriteOneAsync(tokens, one => one.Tokens);

        async ValueTask WriteOneAsync(MetricInfo metric, Func<Remaining, long?> valueOf)
        {
            var told = all.Where(one => valueOf(one) is not null).ToList();
            if (told.Count == 0)
            {
                return;
            }

            writer.Header(metric);
            foreach (var one in told)
            {
                writer.Sample(metric.Name, one.Labels, valueOf(one)!.Value);
                await writer.FlushIfFullAsync(cancellationToken);
            }
        }
    }

    private static string Labels(Deployment deployment) => LabelText.Render(s_deployment, new LabelValues
    {
        ModelGroup = deployment.ModelGroup,
        ApiProvider = deployment.Provider,
        ApiBase = deployment.ApiBase,
        LitellmModelName = deployment.LitellmModel,
    }.Of);

    private static string Labels(VirtualKey key, string group) =>
        LabelText.Render(s_key, new LabelValues { HashedApiKey = key.HashText, ApiKeyAlias = key.Alias ?? "", Model = group }.Of);

    private readonly record struct Remaining(string Labels, long? Requests, long? Tokens);
}
