namespace Gateway.Proxy.Counters;

/// <summary>
/// The stocks of the callers that come often. So many slots and no more: a caller whose slot another one is using asks Redis for each
/// request, as all did if there were no stocks.
/// </summary>
internal sealed class CounterStocks(TimeProvider time)
{
    private readonly StockSlot?[] _slots = new StockSlot?[4096];

    /// <summary>Null: nothing can be taken in advance.</summary>
    public StockSlot? Of(SharedClaim[] claims)
    {
        var hash = new HashCode();
        string? last = null;
        foreach (var claim in claims)
        {
            // A place is given back by the request's own name.
            if (claim.Kind is ClaimKind.Places)
            {
                return null;
            }

            // Requests and tokens of one caller have the same name.
            if (!ReferenceEquals(claim.Name, last))
            {
                hash.Add(last = claim.Name);
            }
        }

        ref var slot = ref _slots[(uint)hash.ToHashCode() % (uint)_slots.Length];
        var found = slot;
        if (found?.IsOf(claims) == true)
        {
            return found;
        }

        return found?.IsIdle == false ? null : slot = new StockSlot(claims, time);
    }

    /// <summary>Gives all that is left back.</summary>
    public IEnumerable<Settlement> Close() => _slots.OfType<StockSlot>().SelectMany(slot => slot.Close());
}
