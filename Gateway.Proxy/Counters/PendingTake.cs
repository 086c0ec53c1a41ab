namespace Gateway.Proxy.Counters;

/// <summary>One request's claims on their way to Redis.</summary>
/// <param name="id">Names the request's place.</param>
/// <param name="claims">Its claims.</param>
/// <param name="slot">Gets what is taken in advance; null: nothing is.</param>
/// <param name="inAdvance">How many further requests' worth.</param>
internal sealed class PendingTake(string id, SharedClaim[] claims, StockSlot? slot, int inAdvance)
    : TaskCompletionSource<SharedAnswer>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public string Id => id;

    public SharedClaim[] Claims => claims;

    public StockSlot? Slot => slot;

    public int InAdvance => inAdvance;
}
