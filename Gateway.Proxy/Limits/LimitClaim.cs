using Gateway.Proxy.Counters;

namespace Gateway.Proxy.Limits;

/// <summary>A claim on a limit's counter that all replicas share.</summary>
/// <param name="Whose">For the message, e.g. <c>key's team</c>.</param>
/// <param name="Usage">What this process has used of it.</param>
/// <param name="Claim">Counter, limit and amount.</param>
internal readonly record struct LimitClaim(string Whose, KeyUsage Usage, SharedClaim Claim)
{
    /// <summary>So much is left to all replicas together.</summary>
    public void Learn(double left) => Usage.Learn(Claim.Kind, (long)(Claim.Limit - left));

    public RateLimitRefusal Refuse(TimeSpan retryAfter)
    {
        var (type, unit) = Claim.Kind switch
        {
            ClaimKind.Requests => ("requests", "requests a minute"),
            ClaimKind.Tokens => ("tokens", "tokens a minute"),
            _ => ("concurrent_requests", "requests at once"),
        };
        return new RateLimitRefusal(type, (long)Claim.Limit, unit, retryAfter) { Scope = Whose };
    }
}
