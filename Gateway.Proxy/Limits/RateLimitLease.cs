using Gateway.Proxy.OpenAI;

namespace Gateway.Proxy.Limits;

/// <summary>What one admitted request holds of one scope's limits, until it is settled; settling twice does nothing.</summary>
internal sealed class RateLimitLease(KeyUsage usage, KeyLimits limits, WindowGrant tokens, WindowGrant requests, bool hasPlace)
{
    private int _settled;

    public KeyLimits Limits => limits;

    /// <summary>It counts among the requests at once.</summary>
    public bool HasPlace => hasPlace;

    /// <summary>Tokens that were reserved; 0 without a limit on tokens.</summary>
    public long ReservedTokens => tokens.Amount;

    /// <summary>The lease of the scope taken before this one; settled and undone with it.</summary>
    public RateLimitLease? Previous { get; init; }

    /// <summary>Gives the parallel slots back and corrects the reserved tokens to those used.</summary>
    public void Settle(Usage used)
    {
        if (Interlocked.Exchange(ref _settled, 1) == 0)
        {
            usage.Give(limits, tokens, hasPlace, used);
            Previous?.Settle(used);
        }
    }

    /// <summary>Gives everything back: the request was refused after all.</summary>
    public void Undo()
    {
        if (Interlocked.Exchange(ref _settled, 1) == 0)
        {
            usage.Undo(limits, tokens, requests, hasPlace);
            Previous?.Undo();
        }
    }
}
