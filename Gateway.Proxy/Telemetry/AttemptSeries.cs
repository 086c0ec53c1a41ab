using System.Globalization;
using Gateway.Proxy.Forwarding;
using Gateway.Proxy.Telemetry.Exposition;

namespace Gateway.Proxy.Telemetry;

/// <summary>The series that an attempt moves, looked up once for all attempts with the same labels. Added up as in <see cref="RequestSeries"/>.</summary>
internal sealed class AttemptSeries
{
    private readonly Lock _lock = new();
    private long _count;
    private DurationTally _durationsPerToken = new(Buckets.FineLatency);

    // Null: does not apply.
    private readonly Counter _attempts;
    private readonly Counter? _total;
    private readonly Counter? _success;
    private readonly Counter? _failure;
    private readonly Histogram? _latencyPerToken;

    public AttemptSeries(LitellmMetrics metrics, MetricFamily<Counter> attempts, LabelValues labels, Outcome outcome)
    {
        _attempts = attempts.Get(labels);

        // A client that goes away says nothing about the deployment: in LiteLLM's three it would look like a failing server.
        if (outcome == Outcome.ClientGone)
        {
            return;
        }

        _total = metrics.DeploymentTotalRequests.Get(labels);
        if (outcome == Outcome.Relayed)
        {
            _success = metrics.DeploymentSuccessResponses.Get(labels);
            _latencyPerToken = metrics.DeploymentLatencyPerOutputToken.Get(labels);
        }
        else
        {
            _failure = metrics.DeploymentFailureResponses.Get(labels);
        }
    }

    public static LabelValues Values(AttemptLabels labels, string provider)
    {
        var failed = labels.Outcome != Outcome.Relayed;
        return new LabelValues
        {
            HashedApiKey = labels.KeyHash,
            ApiKeyAlias = labels.KeyAlias ?? "",
            Team = labels.TeamId ?? "",
            TeamAlias = labels.TeamAlias ?? "",
            RequestedModel = labels.RequestedModel,
            ModelGroup = labels.ModelGroup,
            LitellmModelName = labels.LitellmModel,
            DeploymentId = labels.DeploymentId,
            ApiBase = labels.ApiBase,
            ApiProvider = provider,
            ExceptionStatus = failed ? ExceptionClasses.StatusOf(labels.Outcome, labels.Status).ToString(CultureInfo.InvariantCulture) : "",
            ExceptionClass = failed ? ExceptionClasses.Of(labels.Outcome, labels.Status, provider) : "",
            Outcome = labels.Outcome.ToString(),
        };
    }

    public void Record(TimeSpan duration, int completionTokens)
    {
        lock (_lock)
        {
            _count++;
            if (completionTokens > 0 && _latencyPerToken is not null)
            {
                _durationsPerToken.Add(duration / completionTokens);
            }
        }
    }

    /// <summary>Ahead of a scrape.</summary>
    public void Collect()
    {
        lock (_lock)
        {
            _attempts.Add(_count);
            _total?.Add(_count);
            _success?.Add(_count);
            _failure?.Add(_count);
            _count = 0;
            if (_latencyPerToken is not null)
            {
                _durationsPerToken.MoveTo(_latencyPerToken);
            }
        }
    }
}
