using System.Diagnostics;
using System.Diagnostics.Metrics;
using Gateway.Proxy.Spend;

namespace Gateway.Proxy.Telemetry;

/// <summary>OpenTelemetry's metrics for generative AI, for whoever collects by OTLP; nothing is done while nobody does.</summary>
internal sealed class GenAiInstruments : IDisposable
{
    public const string MeterName = "Gateway.Proxy";

    private readonly Meter _meter = new(MeterName, GatewayVersion.Text);
    private readonly Histogram<double> _duration;
    private readonly Histogram<long> _tokens;
    private readonly Histogram<double> _firstToken;

    public GenAiInstruments()
    {
        // The bounds are those that the semantic conventions ask for.
        _duration = _meter.CreateHistogram(
            "gen_ai.client.operation.duration", "s", "Duration of a request to a model.", tags: null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92] });
        _tokens = _meter.CreateHistogram(
            "gen_ai.client.token.usage", "{token}", "Tokens of prompts and answers.", tags: null,
            new InstrumentAdvice<long> { HistogramBucketBoundaries = [1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864] });
        _firstToken = _meter.CreateHistogram(
            "gen_ai.server.time_to_first_token", "s", "Time to the first token of a streamed answer.", tags: null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10] });
    }

    /// <param name="log">The request.</param>
    /// <param name="requestedModel">As it may be used for a label.</param>
    public void Record(SpendLog log, string requestedModel)
    {
        if (log.DeploymentId is null || !(_duration.Enabled || _tokens.Enabled || _firstToken.Enabled))
        {
            return;
        }

        var tags = new TagList
        {
            { "gen_ai.operation.name", GatewayActivity.Operation(log.Endpoint) },
            { "gen_ai.provider.name", log.Provider },
            { "gen_ai.request.model", requestedModel },
            { "gen_ai.response.model", log.UpstreamModel },
        };
        if (log is { Streamed: true, TimeToFirstToken: { } firstToken })
        {
            _firstToken.Record(firstToken.TotalSeconds, tags);
        }

        RecordTokens(tags, "input", log.Usage.PromptTokens);
        RecordTokens(tags, "output", log.Usage.CompletionTokens);
        if (log.ErrorType is not null)
        {
            tags.Add("error.type", log.ErrorType);
        }

        _duration.Record(log.Duration.TotalSeconds, tags);
    }

    public void Dispose() => _meter.Dispose();

    private void RecordTokens(TagList tags, string type, int count)
    {
        if (count > 0)
        {
            tags.Add("gen_ai.token.type", type);
            _tokens.Record(count, tags);
        }
    }
}
