namespace Gateway.Proxy.Counters;

/// <summary>One request's claims on their way to Redis.</summary>
internal sealed class PendingTake(string id, IReadOnlyList<SharedClaim> claims)
    : TaskCompletionSource<SharedAnswer>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public string Id => id;

    public IReadOnlyList<SharedClaim> Claims => claims;
}
