namespace Gateway.Proxy.Model;

/// <summary>What a provider said last that is left of its own limits on a deployment; forgotten after a minute, which is what they count. Thread-safe.</summary>
internal sealed class ProviderLimits(TimeProvider time)
{
    private static readonly TimeSpan s_forget = TimeSpan.FromMinutes(1);

    private volatile Said? _requests;
    private volatile Said? _tokens;

    /// <summary>Null: it says nothing of them.</summary>
    public long? RemainingRequests => Fresh(_requests);

    /// <inheritdoc cref="RemainingRequests"/>
    public long? RemainingTokens => Fresh(_tokens);

    public void SetRequests(long remaining) => _requests = new Said(remaining, time.GetTimestamp());

    public void SetTokens(long remaining) => _tokens = new Said(remaining, time.GetTimestamp());

    private long? Fresh(Said? said) => said is not null && time.GetElapsedTime(said.At) < s_forget ? said.Remaining : null;

    private sealed record Said(long Remaining, long At);
}
