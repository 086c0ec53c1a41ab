namespace Gateway.Proxy.Pricing;

/// <summary>
/// Divides a deployment's busy time among the requests that share it: while n are in flight, each pays for an n-th of every
/// second. The clock runs at 1/n, so a request's share is what the clock moved between its begin and its end, and all
/// shares together are exactly the time in which the deployment was busy.
/// </summary>
internal sealed class BusyClock(TimeProvider time)
{
    private readonly Lock _lock = new();
    private double _reading;
    private long _at = time.GetTimestamp();
    private int _inFlight;

    /// <summary>One more request; gives the reading from which its <see cref="Share"/> counts.</summary>
    public double Begin()
    {
        lock (_lock)
        {
            Advance();
            _inFlight++;
            return _reading;
        }
    }

    /// <summary>The share so far of a request that began at this reading, which goes on.</summary>
    public TimeSpan Share(double begin)
    {
        lock (_lock)
        {
            Advance();
            return TimeSpan.FromSeconds(_reading - begin);
        }
    }

    /// <summary>One request less.</summary>
    public void End()
    {
        lock (_lock)
        {
            Advance();
            _inFlight--;
        }
    }

    private void Advance()
    {
        var now = time.GetTimestamp();
        if (_inFlight > 0)
        {
            _reading += time.GetElapsedTime(_at, now).TotalSeconds / _inFlight;
        }

        _at = now;
    }
}
