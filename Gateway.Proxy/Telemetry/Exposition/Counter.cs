namespace Gateway.Proxy.Telemetry.Exposition;

/// <summary>A whole number that only grows.</summary>
internal sealed class Counter : ISeries
{
    private long _value;

    public long Value => Volatile.Read(ref _value);

    public void Add(long amount) => Interlocked.Add(ref _value, amount);

    public void Write(ExpositionWriter writer, MetricInfo metric, string labels) => writer.Sample(metric.Name, labels, Value);
}
