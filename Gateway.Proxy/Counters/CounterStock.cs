namespace Gateway.Proxy.Counters;

/// <summary>
/// Claims of one caller that an earlier request took for the next ones, so that they need not ask Redis. They were counted in a second
/// of Redis's clock, which windows forget 61 seconds after its beginning: used before that second ends, they let no 60 seconds hold
/// more than the limit.
/// </summary>
/// <param name="bucket">The second, by Redis's clock.</param>
/// <param name="takenAt">As in <see cref="SharedGrant"/>.</param>
/// <param name="claims">Of one request.</param>
/// <param name="requests">How many requests' worth.</param>
/// <param name="lasts">How long that second goes on.</param>
/// <param name="sentAt">Timestamp of the question, which <paramref name="lasts"/> is counted from: before Redis answered, never after.</param>
internal sealed class CounterStock(long bucket, long takenAt, SharedClaim[] claims, int requests, TimeSpan lasts, long sentAt)
{
    private readonly Lock _lock = new();
    private readonly double[] _left = [.. claims.Select(claim => claim.Amount * requests)];
    private bool _closed;

    public TimeSpan Lasts => lasts;

    public bool IsGood(TimeProvider time) => time.GetElapsedTime(sentAt) < lasts;

    /// <summary>Null: there is not enough of one of them.</summary>
    public SharedGrant? TryTake(SharedClaim[] wanted)
    {
        lock (_lock)
        {
            for (var i = 0; i < _left.Length; i++)
            {
                if (_closed || _left[i] < wanted[i].Amount)
                {
                    return null;
                }
            }

            for (var i = 0; i < _left.Length; i++)
            {
                _left[i] -= wanted[i].Amount;
            }
        }

        return new SharedGrant("", bucket, takenAt, wanted, []);
    }

    /// <summary>Ends it; gives what is left, to be taken off again.</summary>
    public IEnumerable<Settlement> Close()
    {
        double[] left;
        lock (_lock)
        {
            _closed = true;
            left = [.. _left];
            Array.Clear(_left);
        }

        return claims.Select((claim, i) => new Settlement(claim.Kind, claim.Name, "", claim.Kind is ClaimKind.Budget ? takenAt : bucket, left[i], 0)).Where(settlement => settlement.Amount > 0);
    }
}
