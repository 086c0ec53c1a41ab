using Gateway.Proxy.Redis;
using Gateway.Proxy.Telemetry.Exposition;

namespace Gateway.Proxy.Telemetry;

/// <summary>Whether Redis helps at the moment; nothing where none is configured.</summary>
internal sealed class RedisMetrics(RedisLink redis) : IMetricFamily
{
    private static readonly MetricInfo s_up = new("gateway_redis_up", "gauge", "1: requests use Redis, 0: it does not answer, and they do without.");

    private static readonly MetricInfo s_failures = new("gateway_redis_failures_total", "counter", "Commands that failed or took too long.");

    // LiteLLM's names (litellm-compat section 14).
    private static readonly MetricInfo s_latency = new("litellm_redis_latency", "histogram", "Seconds that Redis took for a command.", "redis");

    private static readonly MetricInfo s_fails = new("litellm_redis_fails_total", "counter", "Commands that failed or took too long.", "redis");

    private static readonly string s_label = LabelText.Render(s_latency.LabelNames, new LabelValues().Of);

    public ValueTask WriteAsync(ExpositionWriter writer, CancellationToken cancellationToken)
    {
        if (redis.IsConfigured)
        {
            writer.One(s_up, redis.IsOpen ? 0 : 1);
            writer.One(s_failures, redis.Failures);
            writer.One(s_fails, redis.Failures, s_label);
            writer.Header(s_latency);
            redis.Latency.Write(writer, s_latency, s_label);
        }

        return default;
    }
}
