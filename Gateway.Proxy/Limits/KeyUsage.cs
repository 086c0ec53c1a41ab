using Gateway.Proxy.Counters;
using Gateway.Proxy.OpenAI;

namespace Gateway.Proxy.Limits;

/// <summary>What a key, team, user or customer is using now. Thread-safe; survives reloads.</summary>
internal sealed class KeyUsage(TimeProvider time)
{
    // A first guess of what a request without max_tokens produces; learned from then on.
    private const double FirstMeanCompletion = 256;

    private readonly SlidingWindow _requests = new(time);
    private readonly SlidingWindow _tokens = new(time);
    private UseElsewhere _requestsElsewhere;
    private UseElsewhere _tokensElsewhere;
    private UseElsewhere _placesElsewhere;
    private double _meanCompletion = FirstMeanCompletion;
    private int _inFlight;
    private string? _name;

    /// <summary>Of the counters that all replicas share, e.g. <c>key:3f1c…</c>, <c>team:t1:gpt-oss-120b</c>. This belongs to one scope, so it is made once.</summary>
    public string NameOf(LimitScope scope) =>
        _name ??= scope.Part is null ? $"{scope.Kind}:{scope.Id}" : $"{scope.Kind}:{scope.Id}:{scope.Part}";

    /// <summary>Requests of the key that have not ended.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>Reserves one request and its estimated tokens; the refusal when a limit is reached. A refusal uses up nothing.</summary>
    /// <param name="takesPlace">False for what is part of a call that has its place already.</param>
    public RateLimitRefusal? TryTake(KeyLimits limits, int promptTokens, int? maxTokens, out RateLimitLease? lease, RateLimitLease? previous = null, bool takesPlace = true)
    {
        lease = null;
        if (takesPlace && Interlocked.Increment(ref _inFlight) > limits.MaxParallelRequests)
        {
            Leave(takesPlace);
            return new RateLimitRefusal("concurrent_requests", limits.MaxParallelRequests.Value, "requests at once", TimeSpan.FromSeconds(1));
        }

        WindowGrant tokenGrant = default;
        if (limits.Tpm is { } tpm && !_tokens.TryTake(Estimate(promptTokens, maxTokens, tpm), tpm, out tokenGrant, out var tokensFree))
        {
            Leave(takesPlace);
            return new RateLimitRefusal("tokens", tpm, "tokens a minute", tokensFree);
        }

        WindowGrant requestGrant = default;
        if (limits.Rpm is { } rpm && !_requests.TryTake(1, rpm, out requestGrant, out var requestsFree))
        {
            if (limits.Tpm is not null)
            {
                _tokens.Settle(tokenGrant, 0);
            }

            Leave(takesPlace);
            return new RateLimitRefusal("requests", rpm, "requests a minute", requestsFree);
        }

        lease = new RateLimitLease(this, limits, tokenGrant, requestGrant, takesPlace) { Previous = previous };
        return null;
    }

    /// <summary>Nothing was used of it within the last minute, here or elsewhere.</summary>
    public bool IsIdle => _requests.Used + _tokens.Used + _requestsElsewhere.Amount(time) + _tokensElsewhere.Amount(time) == 0;

    /// <summary>What is left to all replicas, as far as this one knows.</summary>
    public long RemainingRequests(int rpm) => Math.Max(0, rpm - _requests.Used - _requestsElsewhere.Amount(time));

    /// <inheritdoc cref="RemainingRequests"/>
    public long RemainingTokens(int tpm) => Math.Max(0, tpm - _tokens.Used - _tokensElsewhere.Amount(time));

    /// <summary>All replicas together have used so much within the last minute, this one's request included.</summary>
    public void Learn(ClaimKind kind, long used)
    {
        switch (kind)
        {
            case ClaimKind.Requests:
                _requestsElsewhere.Set(used - _requests.Used, time);
                break;
            case ClaimKind.Tokens:
                _tokensElsewhere.Set(used - _tokens.Used, time);
                break;
            case ClaimKind.Places:
                _placesElsewhere.Set(used - InFlight, time);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(kind), kind, "No limit is counted in this.");
        }
    }

    /// <summary>How much of <paramref name="limits"/> all replicas use, of 1: of that which is nearest to its end.</summary>
    public double PartUsed(KeyLimits limits)
    {
        var part = limits.Rpm is { } rpm ? Part(rpm - RemainingRequests(rpm), rpm) : 0;
        part = limits.Tpm is { } tpm ? Math.Max(part, Part(tpm - RemainingTokens(tpm), tpm)) : part;
        return limits.MaxParallelRequests is { } places ? Math.Max(part, Part(InFlight + _placesElsewhere.Amount(time), places)) : part;

        static double Part(long used, int limit) => limit == 0 ? 1 : (double)used / limit;
    }

    /// <summary>Called once by the lease.</summary>
    public void Give(KeyLimits limits, WindowGrant tokenGrant, bool hasPlace, Usage used)
    {
        Leave(hasPlace);
        if (limits.Tpm is not null)
        {
            _tokens.Settle(tokenGrant, used.TotalTokens);
            if (used.CompletionTokens > 0)
            {
                // A torn or lost update only makes the next estimate a little worse.
                _meanCompletion += (used.CompletionTokens - _meanCompletion) / 16;
            }
        }
    }

    /// <summary>Called once by the lease of a request that another scope has refused: as if it had never come.</summary>
    public void Undo(KeyLimits limits, WindowGrant tokenGrant, WindowGrant requestGrant, bool hasPlace)
    {
        Leave(hasPlace);
        if (limits.Tpm is not null)
        {
            _tokens.Settle(tokenGrant, 0);
        }

        if (limits.Rpm is not null)
        {
            _requests.Settle(requestGrant, 0);
        }
    }

    private void Leave(bool hasPlace)
    {
        if (hasPlace)
        {
            Interlocked.Decrement(ref _inFlight);
        }
    }

    // Never more than a tenth of the limit: a single cautious max_tokens must not lock the key out.
    private long Estimate(int promptTokens, int? maxTokens, int tpm) =>
        Math.Clamp(promptTokens + (maxTokens ?? (long)_meanCompletion), 1, Math.Max(1, tpm / 10));
}
