namespace Gateway.Proxy.Telemetry.Exposition;

/// <summary>A sum of fractions, such as money.</summary>
internal sealed class AmountCounter : ISeries
{
    private double _value;

    public double Value => Volatile.Read(ref _value);

    public void Add(double amount)
    {
        // A free model costs nothing, and then there is nothing to contend for.
        if (!(amount > 0))
        {
            return;
        }

        double seen;
        do
        {
            seen = Volatile.Read(ref _value);
        }
        while (Interlocked.CompareExchange(ref _value, seen + amount, seen) != seen);
    }

    public void Write(ExpositionWriter writer, MetricInfo metric, string labels) => writer.Sample(metric.Name, labels, Value);
}
