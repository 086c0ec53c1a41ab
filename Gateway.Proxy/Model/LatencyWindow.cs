namespace Gateway.Proxy.Model;

/// <summary>The last latencies of one deployment: time to first token for streams, of the whole call otherwise.</summary>
internal sealed class LatencyWindow(TimeProvider time)
{
    // LiteLLM keeps ten as well (max_latency_list_size).
    private const int Capacity = 10;

    private readonly Lock _lock = new();
    private readonly (long At, double Seconds)[] _samples = new (long, double)[Capacity];
    private int _count;
    private int _next;

    public void Add(TimeSpan latency)
    {
        lock (_lock)
        {
            _samples[_next] = (time.GetTimestamp(), latency.TotalSeconds);
            _next = (_next + 1) % Capacity;
            _count = Math.Min(_count + 1, Capacity);
        }
    }

    /// <summary>Mean in seconds of the samples younger than <paramref name="maxAge"/>; null when there are none.</summary>
    public double? Mean(TimeSpan maxAge)
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            var (sum, fresh) = (0.0, 0);
            for (var i = 0; i < _count; i++)
            {
                if (time.GetElapsedTime(_samples[i].At, now) <= maxAge)
                {
                    sum += _samples[i].Seconds;
                    fresh++;
                }
            }

            return fresh == 0 ? null : sum / fresh;
        }
    }
}
