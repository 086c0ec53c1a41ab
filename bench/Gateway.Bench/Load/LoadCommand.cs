namespace Gateway.Bench.Load;

/// <summary>One line of JSON on the load generator's standard input.</summary>
internal sealed record LoadCommand
{
    public required LoadMode Mode { get; init; }

    public int Port { get; init; }

    public int Connections { get; init; }

    public double Seconds { get; init; }

    /// <summary>Goes on beyond <see cref="Seconds"/> until so many answers have come: for warming up a slow target.</summary>
    public long LeastRequests { get; init; }

    /// <summary>Content chunks of a streamed answer; 0: the answer is not streamed.</summary>
    public int Chunks { get; init; }

    /// <summary>Milliseconds between two content chunks.</summary>
    public int IntervalMs { get; init; }

    /// <summary>Who asks for what; the connections walk through the list.</summary>
    public IReadOnlyList<Caller> Callers { get; init; } = [];
}
