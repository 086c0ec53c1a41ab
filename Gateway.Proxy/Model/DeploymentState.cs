using Gateway.Proxy.Health;
using Gateway.Proxy.Limits;
using Gateway.Proxy.Pricing;

namespace Gateway.Proxy.Model;

/// <summary>What changes while a deployment runs. Thread-safe; lives beside the snapshots and survives reloads.</summary>
internal sealed class DeploymentState(TimeProvider time)
{
    private int _inFlight;
    private long _cooldownUntil = long.MinValue;
    private long _requests;
    private long _tokens;
    private long _failures;

    /// <summary>Requests that were sent and have not ended.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>What other replicas have sent and has not ended; 0 without Redis.</summary>
    public RemoteUse Elsewhere { get; } = new(time);

    /// <summary>In flight here and elsewhere: what the server is busy with, as far as gateways know.</summary>
    public int Busy => InFlight + Elsewhere.InFlight;

    public long Requests => Volatile.Read(ref _requests);

    /// <summary>Prompt and completion tokens, since the start.</summary>
    public long Tokens => Volatile.Read(ref _tokens);

    public long Failures => Volatile.Read(ref _failures);

    /// <summary>Failures and successes of the running minute, for cooldown.</summary>
    public FailureWindow RecentFailures { get; } = new(time);

    /// <summary>Within the running minute, or so many that it is cooling down.</summary>
    public bool HasFailures => RecentFailures.Failures > 0 || IsCoolingDown(time.GetTimestamp());

    /// <summary>For prices by the GPU-hour.</summary>
    public BusyClock BusyClock { get; } = new(time);

    public LatencyWindow Latencies { get; } = new(time);

    /// <summary>Requests and tokens of the last 60 seconds, for usage-based routing and rpm/tpm limits.</summary>
    public SlidingWindow RecentRequests { get; } = new(time);

    public SlidingWindow RecentTokens { get; } = new(time);

    /// <summary>As its provider tells of them; model servers of one's own tell nothing.</summary>
    public ProviderLimits ProviderLimits { get; } = new(time);

    /// <summary>What the server said of itself last; null: nothing, or not lately.</summary>
    public EngineStats? EngineStats { get; set; }

    /// <summary>Set by the last health probe; null: never probed.</summary>
    public bool? LastProbeHealthy { get; set; }

    /// <summary>Gets no new requests; what it works on comes to its end.</summary>
    public bool IsDrained { get; set; }

    /// <summary>Takes a place, unless <paramref name="limit"/> are taken; every success must be paired with one <see cref="Leave"/>.</summary>
    public bool TryEnter(int? limit)
    {
        if (Interlocked.Increment(ref _inFlight) > limit)
        {
            Interlocked.Decrement(ref _inFlight);
            return false;
        }

        Interlocked.Increment(ref _requests);
        return true;
    }

    public void Leave() => Interlocked.Decrement(ref _inFlight);

    public void CountTokens(long tokens) => Interlocked.Add(ref _tokens, tokens);

    public void CountFailure() => Interlocked.Increment(ref _failures);

    /// <summary>What is left of the cooldown; zero or less: none.</summary>
    public TimeSpan CooldownLeft(long now)
    {
        var until = Volatile.Read(ref _cooldownUntil);
        return until <= now ? TimeSpan.Zero : time.GetElapsedTime(now, until);
    }

    public bool IsCoolingDown(long now) => Volatile.Read(ref _cooldownUntil) > now;

    public void CoolDown(TimeSpan duration)
    {
        var until = time.GetTimestamp() + (long)(duration.TotalSeconds * time.TimestampFrequency);
        if (until > Volatile.Read(ref _cooldownUntil))
        {
            Volatile.Write(ref _cooldownUntil, until);
        }
    }

    public void EndCooldown() => Volatile.Write(ref _cooldownUntil, long.MinValue);
}
