using System.Collections.Concurrent;
using Gateway.Proxy.Forwarding;
using Gateway.Proxy.Model;
using Gateway.Proxy.Spend;
using Gateway.Proxy.Telemetry.Exposition;

namespace Gateway.Proxy.Telemetry;

/// <summary>
/// Counts requests and attempts. On a request's way this is one look-up of the series with its labels and a few
/// additions; series and text are made by the scrape.
/// </summary>
internal sealed partial class GatewayMetrics(TimeProvider time, GenAiInstruments genAi, ILogger<GatewayMetrics> logger) : ISpendLogSink
{
    private readonly ConcurrentDictionary<RequestLabels, RequestSeries> _requests = new();
    private readonly ConcurrentDictionary<AttemptLabels, AttemptSeries> _attempts = new();
    private readonly Lock _adding = new();
    private volatile int _labelSets;
    private bool _warned;

    /// <summary>Memory and scrapes are bounded by this, whatever names clients and configs think of: about 8 KB and 50 KB of them a set.</summary>
    public int MaxLabelSets { get; init; } = 20_000;

    public LitellmMetrics Litellm { get; } = new();

    public MetricFamily<Counter> Attempts { get; } = new(
        new MetricInfo("gateway_attempts_total", "counter", "Attempts by how they ended.", "model_group", "deployment_id", "outcome"),
        static () => new Counter());

    private bool IsFull => _labelSets >= MaxLabelSets;

    public void Record(SpendLog log)
    {
        var labels = RequestLabels.Of(log);
        if (!_requests.TryGetValue(labels, out var series) && !(IsFull && _requests.TryGetValue(labels.Overflow, out series)))
        {
            series = Add(labels, log);
        }

        series.Record(log);
        genAi.Record(log, labels.RequestedModel);
    }

    /// <summary>Called when an attempt has ended.</summary>
    public void RecordAttempt(Attempt attempt, VirtualKey key, string requestedModel)
    {
        var labels = AttemptLabels.Of(attempt, key, requestedModel);
        if (!_attempts.TryGetValue(labels, out var series) && !(IsFull && _attempts.TryGetValue(labels.Overflow, out series)))
        {
            series = Add(labels, attempt.Deployment.Provider);
        }

        series.Record(time.GetElapsedTime(attempt.StartedAt), attempt.Usage.CompletionTokens);
        if (attempt.CooledDown)
        {
            Litellm.DeploymentCooledDown.Get(AttemptSeries.Values(labels, attempt.Deployment.Provider)).Add(1);
        }
    }

    /// <summary>Brings <see cref="Litellm"/> and <see cref="Attempts"/> up to date, for a scrape.</summary>
    public void Collect()
    {
        foreach (var (_, series) in _requests)
        {
            series.Collect();
        }

        foreach (var (_, series) in _attempts)
        {
            series.Collect();
        }
    }

    private RequestSeries Add(RequestLabels labels, SpendLog log)
    {
        var failed = labels.ExceptionClass is not null;
        return GetOrAdd(
            _requests,
            labels,
            () => new RequestSeries(Litellm, RequestSeries.Values(labels, log), failed, labels.DeploymentId is not null, labels.FellBack),
            labels.Overflow,
            () => new RequestSeries(Litellm, LabelValues.Overflow, failed, reachedDeployment: true, fellBack: false));
    }

    private AttemptSeries Add(AttemptLabels labels, string provider) => GetOrAdd(
        _attempts,
        labels,
        () => new AttemptSeries(Litellm, Attempts, AttemptSeries.Values(labels, provider), labels.Outcome),
        labels.Overflow,
        () => new AttemptSeries(Litellm, Attempts, LabelValues.Overflow, labels.Outcome));

    private TSeries GetOrAdd<TLabels, TSeries>(
        ConcurrentDictionary<TLabels, TSeries> all, TLabels labels, Func<TSeries> create, TLabels overflow, Func<TSeries> createOverflow)
        where TLabels : notnull
    {
        lock (_adding)
        {
            if (all.TryGetValue(labels, out var series))
            {
                return series;
            }

            if (!IsFull)
            {
                _labelSets++;
                return all[labels] = create();
            }

            if (!_warned)
            {
                _warned = true;
                LogTooManyLabelSets(MaxLabelSets);
            }

            return all.TryGetValue(overflow, out series) ? series : all[overflow] = createOverflow();
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Metrics have {Limit} sets of labels, which is the most they may have: new ones are counted together, labelled 'overflow'")]
    private partial void LogTooManyLabelSets(int limit);
}
