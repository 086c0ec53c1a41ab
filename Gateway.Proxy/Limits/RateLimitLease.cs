using Gateway.Proxy.OpenAI;

namespace Gateway.Proxy.Limits;

/// <summary>What one admitted request holds of its key's limits, until it is settled; settling twice does nothing.</summary>
internal sealed class RateLimitLease(KeyUsage usage, KeyLimits limits, WindowGrant tokens)
{
    private int _settled;

    /// <summary>Gives the parallel slot back and corrects the reserved tokens to those used.</summary>
    public void Settle(Usage used)
    {
        if (Interlocked.Exchange(ref _settled, 1) == 0)
        {
            usage.Give(limits, tokens, used);
        }
    }
}
