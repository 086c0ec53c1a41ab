namespace Gateway.Proxy.Limits;

/// <summary>
/// What other replicas have used of a limit, as the shared counters last showed it; forgotten with the window it belongs to. A field, not
/// an object: there is one for each limit of each key. Thread-safe: who reads while it is written sees the old amount, the new one, or none.
/// </summary>
internal struct UseElsewhere
{
    private long _amount;
    private long _heardAt;

    public readonly long Amount(TimeProvider time) =>
        Volatile.Read(in _amount) is > 0 and var amount && time.GetElapsedTime(Volatile.Read(in _heardAt)) < SlidingWindow.Length ? amount : 0;

    /// <summary>Never below zero: what is counted here and not there yet is nobody else's.</summary>
    public void Set(long amount, TimeProvider time)
    {
        Volatile.Write(ref _heardAt, time.GetTimestamp());
        Volatile.Write(ref _amount, Math.Max(0, amount));
    }
}
