using Gateway.Proxy.Configuration;
using Gateway.Proxy.Model;
using Gateway.Proxy.OpenAI;

namespace Gateway.Proxy.Forwarding;

/// <summary>
/// The time limits of one request. <c>timeout</c> limits a whole call that is not streamed, its retries included. A stream
/// has <c>stream_timeout</c> (else <c>timeout</c>) to its first token, once for each attempt, and <c>timeout</c> between
/// two events afterwards.
/// </summary>
internal readonly struct TimeLimits
{
    private readonly TimeSpan _callLimit;
    private readonly TimeSpan? _streamLimit;
    private readonly RequestOverrides _overrides;
    private readonly bool _streamed;

    /// <param name="config">What holds for everybody.</param>
    /// <param name="caller">What the key or its team has instead; null: nothing.</param>
    /// <param name="facts">What the request says for itself.</param>
    public TimeLimits(GatewayConfig config, CallerRouting? caller, RequestFacts facts)
    {
        var settings = config.RouterSettings;
        _overrides = facts.Overrides;
        _streamed = facts.Stream;
        _callLimit = _overrides.Timeout ?? caller?.Timeout ?? Min(settings.Timeout, config.LitellmSettings.RequestTimeout);
        _streamLimit = _overrides.StreamTimeout ?? caller?.StreamTimeout ?? settings.StreamTimeout;
    }

    /// <summary>The longest wait for the first byte of an answer, over all attempts.</summary>
    public TimeSpan Total => _callLimit;

    /// <summary>How long this deployment has, when <paramref name="elapsed"/> of the total is gone; zero or less: nothing.</summary>
    public TimeSpan ForAttempt(Deployment deployment, TimeSpan elapsed)
    {
        var own = _streamed
            ? _overrides.StreamTimeout ?? _overrides.Timeout ?? deployment.StreamTimeout ?? deployment.Timeout ?? _streamLimit
            : _overrides.Timeout ?? deployment.Timeout;
        var left = _callLimit - elapsed;
        return own is { } limit ? Min(limit, left) : left;
    }

    /// <summary>The longest gap between two events of a stream from this deployment.</summary>
    public TimeSpan Idle(Deployment deployment) => _overrides.Timeout ?? deployment.Timeout ?? _callLimit;

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
