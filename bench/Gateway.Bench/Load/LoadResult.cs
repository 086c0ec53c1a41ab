namespace Gateway.Bench.Load;

/// <summary>One line of JSON on the load generator's standard output. Latencies are microseconds.</summary>
internal sealed record LoadResult
{
    public double Seconds { get; init; }

    /// <summary>Answers that were checked and found whole. For held streams: streams that are open.</summary>
    public long Requests { get; init; }

    public long Events { get; init; }

    public long Errors { get; init; }

    public string? FirstError { get; init; }

    public Latencies? Latency { get; init; }

    /// <summary>From the request to the first content chunk of its stream.</summary>
    public Latencies? FirstChunk { get; init; }
}
