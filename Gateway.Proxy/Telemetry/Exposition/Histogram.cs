namespace Gateway.Proxy.Telemetry.Exposition;

/// <summary>How often durations fell into which bucket, and their sum.</summary>
internal sealed class Histogram(Buckets buckets) : ISeries
{
    // Not cumulative; the scrape adds them up.
    private readonly long[] _counts = new long[buckets.Texts.Length];

    // Ticks, because whole numbers can be added without a loop and lose nothing.
    private long _sumTicks;

    public void Observe(TimeSpan value)
    {
        Interlocked.Increment(ref _counts[buckets.IndexOf(value)]);
        Interlocked.Add(ref _sumTicks, value.Ticks);
    }

    /// <summary>So many more in each bucket, and their sum.</summary>
    public void Add(ReadOnlySpan<long> counts, long sumTicks)
    {
        for (var i = 0; i < counts.Length; i++)
        {
            if (counts[i] > 0)
            {
                Interlocked.Add(ref _counts[i], counts[i]);
            }
        }

        Interlocked.Add(ref _sumTicks, sumTicks);
    }

    /// <remarks>
    /// <code>
    /// name_bucket{model="m",le="0.005"} 1
    /// name_bucket{model="m",le="+Inf"} 3
    /// name_sum{model="m"} 4.2
    /// name_count{model="m"} 3
    /// </code>
    /// </remarks>
    public void Write(ExpositionWriter writer, MetricInfo metric, string labels)
    {
        // Read once: whatever is observed meanwhile, the buckets of one scrape must agree with its count.
        Span<long> counts = stackalloc long[_counts.Length];
        for (var i = 0; i < counts.Length; i++)
        {
            counts[i] = Volatile.Read(ref _counts[i]);
        }

        if (!counts.ContainsAnyExcept(0))
        {
            return;
        }

        var sum = Volatile.Read(ref _sumTicks);
        long count = 0;
        for (var i = 0; i < counts.Length; i++)
        {
            count += counts[i];
            writer.Bucket(metric.Name, labels, buckets.Texts[i], count);
        }

        writer.Sample(metric.Name + "_sum", labels, TimeSpan.FromTicks(sum).TotalSeconds);
        writer.Sample(metric.Name + "_count", labels, count);
    }
}
