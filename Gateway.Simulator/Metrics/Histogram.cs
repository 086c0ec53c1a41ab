namespace Gateway.Simulator.Metrics;

/// <summary>A Prometheus histogram that many threads feed.</summary>
internal sealed class Histogram(string name, string help, double[] bounds)
{
    private readonly long[] _counts = new long[bounds.Length + 1];
    private double _sum;

    public string Name => name;

    public string Help => help;

    public IReadOnlyList<double> Bounds => bounds;

    public double Sum => Volatile.Read(ref _sum);

    /// <summary>How many values fell into bucket <paramref name="index"/> alone; the last one has no upper bound.</summary>
    public long CountOf(int index) => Interlocked.Read(ref _counts[index]);

    public void Observe(double value)
    {
        var index = 0;
        while (index < bounds.Length && value > bounds[index])
        {
            index++;
        }

        Interlocked.Increment(ref _counts[index]);
        double seen, wanted;
        do
        {
            seen = Volatile.Read(ref _sum);
            wanted = seen + value;
        }
        while (Interlocked.CompareExchange(ref _sum, wanted, seen) != seen);
    }
}
