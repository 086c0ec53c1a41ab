namespace Gateway.Proxy.Limits;

/// <summary>What other replicas have used of a limit, as the shared counters last showed it; forgotten with the window it belongs to. Thread-safe.</summary>
internal sealed class UseElsewhere(TimeProvider time)
{
    private readonly Lock _lock = new();
    private long _amount;
    private long _heardAt;

    /// <summary>Never below zero: what is counted here and not there yet is nobody else's.</summary>
    public long Amount
    {
        get
        {
            lock (_lock)
            {
                return _amount == 0 || time.GetElapsedTime(_heardAt) >= SlidingWindow.Length ? 0 : _amount;
            }
        }

        set
        {
            lock (_lock)
            {
                (_amount, _heardAt) = (Math.Max(0, value), time.GetTimestamp());
            }
        }
    }
}
