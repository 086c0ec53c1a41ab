using Gateway.Proxy.Langfuse;
using Gateway.Proxy.Telemetry.Exposition;

namespace Gateway.Proxy.Telemetry;

/// <summary>What others were to be told of requests and were not (litellm-compat section 14); nothing where nobody is told.</summary>
internal sealed class CallbackMetrics(LangfuseSink langfuse) : IMetricFamily
{
    private static readonly MetricInfo s_failures = new(
        "litellm_callback_logging_failures_metric_total", "counter", "Requests that could not be told to who is to be told of them.", "callback_name");

    private static readonly string s_langfuse = LabelText.Render(s_failures.LabelNames, new LabelValues { CallbackName = "langfuse" }.Of);

    public ValueTask WriteAsync(ExpositionWriter writer, CancellationToken cancellationToken)
    {
        if (langfuse.IsOn)
        {
            writer.One(s_failures, langfuse.Failed, s_langfuse);
        }

        return default;
    }
}
