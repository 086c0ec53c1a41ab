namespace Gateway.Bench.Load;

/// <summary>Percentiles in microseconds.</summary>
internal sealed record Latencies(long Count, double P50, double P90, double P99, double Max);
