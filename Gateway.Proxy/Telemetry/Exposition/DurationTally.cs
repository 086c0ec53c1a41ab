namespace Gateway.Proxy.Telemetry.Exposition;

/// <summary>
/// Durations since the last scrape, by bucket, on their way into histograms. A field, not an object, and not thread-safe: who has it guards it
/// together with whatever else it counts at the same time.
/// </summary>
internal struct DurationTally(Buckets buckets)
{
    private long[]? _counts;
    private long _sumTicks;

    public void Add(TimeSpan value)
    {
        _counts ??= new long[buckets.Texts.Length];
        _counts[buckets.IndexOf(value)]++;
        _sumTicks += value.Ticks;
    }

    /// <param name="histograms">Each of them gets all of it.</param>
    public void MoveTo(params ReadOnlySpan<Histogram> histograms)
    {
        if (_counts is null)
        {
            return;
        }

        foreach (var histogram in histograms)
        {
            histogram.Add(_counts, _sumTicks);
        }

        Array.Clear(_counts);
        _sumTicks = 0;
    }
}
