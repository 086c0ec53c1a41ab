using System.Globalization;
using Gateway.Proxy.Spend;
using Gateway.Proxy.Telemetry.Exposition;

namespace Gateway.Proxy.Telemetry;

/// <summary>
/// The series that a request moves, looked up once for all requests with the same labels. Requests are added up here, in one place and
/// under one lock; the scrape moves the sums on to the series, which lie all over the memory and are shared by many sets of labels.
/// </summary>
internal sealed class RequestSeries
{
    private readonly Lock _lock = new();
    private long _count;
    private double _cost;
    private long _promptTokens;
    private long _completionTokens;
    private DurationTally _durations = new(Buckets.Latency);
    private DurationTally _apiDurations = new(Buckets.Latency);
    private DurationTally _firstTokens = new(Buckets.Latency);
    private DurationTally _overheads = new(Buckets.FineLatency);

    // Null: does not apply.
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
        lock (_lock)
        {
            _count++;

            // A broken answer has cost something too.
            _cost += log.Cost;
            _promptTokens += log.Usage.PromptTokens;
            _completionTokens += log.Usage.CompletionTokens;
            if (_requests is null)
            {
                return;
            }

            _durations.Add(log.Duration);
            _apiDurations.Add(log.UpstreamDuration);
            _overheads.Add(log.Duration > log.UpstreamDuration ? log.Duration - log.UpstreamDuration : TimeSpan.Zero);
            if (log is { Streamed: true, TimeToFirstToken: { } firstToken })
            {
                _firstTokens.Add(firstToken);
            }
        }
    }

    /// <summary>Ahead of a scrape.</summary>
    public void Collect()
    {
        lock (_lock)
        {
            _total.Add(_count);
            _failed?.Add(_count);
            _fallback?.Add(_count);
            _requests?.Add(_count);
            _spend?.Add(_cost);
            _totalTokens?.Add(_promptTokens + _completionTokens);
            _inputTokens?.Add(_promptTokens);
            _outputTokens?.Add(_completionTokens);
            (_count, _cost, _promptTokens, _completionTokens) = (0, 0, 0, 0);
            if (_requests is not null)
            {
                _durations.MoveTo(_totalLatency!, _selfLatency!);
                _apiDurations.MoveTo(_apiLatency!);
                _firstTokens.MoveTo(_firstToken!);
                _overheads.MoveTo(_overhead!);
            }
        }
    }
}
