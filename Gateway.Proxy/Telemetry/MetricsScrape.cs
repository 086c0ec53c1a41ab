using System.IO.Pipelines;
using Gateway.Proxy.Telemetry.Exposition;

namespace Gateway.Proxy.Telemetry;

/// <summary>Writes every metric there is, each once.</summary>
internal sealed class MetricsScrape(
    GatewayMetrics metrics, StateMetrics state, BudgetMetrics budgets, RemainingMetrics remaining, SpendMetrics spend, CallbackMetrics callbacks, RedisMetrics redis, ProcessMetrics process)
{
    private readonly IMetricFamily[] _families = [.. metrics.Litellm.All, metrics.Attempts, state, budgets, remaining, spend, callbacks, redis, process];

    public async Task WriteAsync(PipeWriter output, CancellationToken cancellationToken)
    {
        metrics.Collect();
        var writer = new ExpositionWriter(output);
        foreach (var family in _families)
        {
            await family.WriteAsync(writer, cancellationToken);
        }

        await writer.FlushAsync(cancellationToken);
    }
}
