using System.Globalization;
using Gateway.Proxy.Spend;
using Gateway.Proxy.Telemetry.Exposition;

namespace Gateway.Proxy.Telemetry;

/// <summary>The series that a request moves, looked up once for all requests with the same labels.</summary>
internal sealed class RequestSeries
{
    private readonly Counter _total;
    private readonly Counter? _failed;
    private readonly Counter? _fallback;
    private readonly Counter? _requests;
    private readonly AmountCounter? _spend;
    private readonly Counter? _totalTokens;
    private readonly Counter? _inputTokens;
    private readonly Counter? _outputTokens;
    private readonly Histogram? _totalLatency;
    private readonly Histogram? _selfLatency;
    private readonly Histogram? _apiLatency;
    private readonly Histogram? _firstToken;
    private readonly Histogram? _overhead;

    /// <summary>Those that apply: a request that reached no deployment, for one, must not show up as spend of nothing.</summary>
    public RequestSeries(LitellmMetrics metrics, LabelValues labels, bool failed, bool reachedDeployment, bool fellBack)
    {
        _total = metrics.ProxyTotalRequests.Get(labels);
        _failed = failed ? metrics.ProxyFailedRequests.Get(labels) : null;
        _fallback = fellBack ? (failed ? metrics.DeploymentFailedFallbacks : metrics.DeploymentSuccessfulFallbacks).Get(labels) : null;
        if (!reachedDeployment)
        {
            return;
        }

        _spend = metrics.Spend.Get(labels);
        _totalTokens = metrics.TotalTokens.Get(labels);
        _inputTokens = metrics.InputTokens.Get(labels);
        _outputTokens = metrics.OutputTokens.Get(labels);
        if (failed)
        {
            return;
        }

        // As in LiteLLM, errors have no latency: a refusal after a millisecond would make any model look fast.
        _requests = metrics.Requests.Get(labels);
        _totalLatency = metrics.RequestTotalLatency.Get(labels);
        _selfLatency = metrics.SelfLatency.Get(labels);
        _apiLatency = metrics.LlmApiLatency.Get(labels);
        _firstToken = metrics.TimeToFirstToken.Get(labels);
        _overhead = metrics.OverheadLatency.Get(labels);
    }

    public static LabelValues Values(RequestLabels labels, SpendLog log)
    {
        var failed = labels.ExceptionClass is not null;
        return new LabelValues
        {
            HashedApiKey = labels.KeyHash,
            ApiKeyAlias = labels.KeyAlias ?? "",
            User = labels.UserId ?? "",
            Team = labels.TeamId ?? "",
            TeamAlias = labels.TeamAlias ?? "",
            RequestedModel = labels.RequestedModel,
            ModelGroup = labels.ModelGroup ?? "",
            FallbackModel = labels.ModelGroup ?? "",
            Model = labels.UpstreamModel ?? "",
            LitellmModelName = labels.LitellmModel ?? "",
            DeploymentId = labels.DeploymentId ?? "",
            ApiBase = labels.ApiBase ?? "",
            ApiProvider = log.Provider ?? "",
            Route = labels.Route,
            StatusCode = labels.Status.ToString(CultureInfo.InvariantCulture),
            ExceptionStatus = failed ? ExceptionClasses.StatusOf(labels.Status).ToString(CultureInfo.InvariantCulture) : "",
            ExceptionClass = labels.ExceptionClass ?? "",
        };
    }

    public void Record(SpendLog log)
    {
        _total.Add(1);
        _failed?.Add(1);
        _fallback?.Add(1);

        // A broken answer has cost something too.
        _spend?.Add(log.Cost);
        _totalTokens?.Add(log.Usage.TotalTokens);
        _inputTokens?.Add(log.Usage.PromptTokens);
        _outputTokens?.Add(log.Usage.CompletionTokens);

        _requests?.Add(1);
        _totalLatency?.Observe(log.Duration);
        _selfLatency?.Observe(log.Duration);
        _apiLatency?.Observe(log.UpstreamDuration);
        _overhead?.Observe(log.Duration > log.UpstreamDuration ? log.Duration - log.UpstreamDuration : TimeSpan.Zero);
        if (log is { Streamed: true, TimeToFirstToken: { } firstToken })
        {
            _firstToken?.Observe(firstToken);
        }
    }
}
