namespace Gateway.Proxy.Alerts;

/// <summary>The last deliveries, newest first, and how many there were.</summary>
internal sealed class AlertLog
{
    private const int Longest = 50;

    private readonly Lock _lock = new();
    private readonly LinkedList<AlertDelivery> _last = new();
    private long _sent;
    private long _failed;

    public long Sent => Volatile.Read(ref _sent);

    public long Failed => Volatile.Read(ref _failed);

    public IReadOnlyList<AlertDelivery> Last
    {
        get
        {
            lock (_lock)
            {
                return [.. _last];
            }
        }
    }

    public void Add(AlertDelivery delivery)
    {
        Interlocked.Increment(ref delivery.Problem is null ? ref _sent : ref _failed);
        lock (_lock)
        {
            _last.AddFirst(delivery);
            if (_last.Count > Longest)
            {
                _last.RemoveLast();
            }
        }
    }
}
