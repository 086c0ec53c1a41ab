namespace Gateway.Proxy.Model;

/// <summary>Failures and requests of the running minute of one deployment.</summary>
internal sealed class FailureWindow(TimeProvider time)
{
    private readonly Lock _lock = new();
    private long _startedAt = time.GetTimestamp();
    private int _failures;
    private int _requests;

    public int Failures
    {
        get
        {
            lock (_lock)
            {
                Roll();
                return _failures;
            }
        }
    }

    public void CountSuccess()
    {
        lock (_lock)
        {
            Roll();
            _requests++;
        }
    }

    /// <summary>Counts one more, and gives the counts of the minute including it.</summary>
    public (int Failures, int Requests) CountFailure()
    {
        lock (_lock)
        {
            Roll();
            _requests++;
            return (++_failures, _requests);
        }
    }

    /// <summary>After a cooldown a deployment starts with a clean slate.</summary>
    public void Reset()
    {
        lock (_lock)
        {
            (_failures, _requests) = (0, 0);
        }
    }

    private void Roll()
    {
        var now = time.GetTimestamp();
        if (time.GetElapsedTime(_startedAt, now) >= TimeSpan.FromMinutes(1))
        {
            (_startedAt, _failures, _requests) = (now, 0, 0);
        }
    }
}
