namespace Gateway.Proxy.Telemetry;

/// <summary>How many inference requests have arrived and not ended.</summary>
internal sealed class RequestsInFlight
{
    private int _count;

    public int Count => Volatile.Read(ref _count);

    public void Enter() => Interlocked.Increment(ref _count);

    public void Leave() => Interlocked.Decrement(ref _count);
}
