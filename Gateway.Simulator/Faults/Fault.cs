namespace Gateway.Simulator.Faults;

/// <summary>
/// One thing that goes wrong, how often and how many times:
/// <code>{"kind": "status", "status": 429, "retry_after": 2, "probability": 0.5, "count": 10}</code>
/// </summary>
internal sealed record Fault
{
    public required FaultKind Kind { get; init; }

    /// <summary>The share of requests it hits.</summary>
    public double Probability { get; init; } = 1;

    /// <summary>It is over after so many requests; null: it stays.</summary>
    public int? Count { get; init; }

    /// <summary>Only requests whose path begins so, e.g. <c>/v1/models</c>. Null: every inference request.</summary>
    public string? Path { get; init; }

    public int Status { get; init; } = 500;

    /// <summary>Seconds, for the <c>Retry-After</c> header of <see cref="FaultKind.Status"/>.</summary>
    public int? RetryAfter { get; init; }

    /// <summary>The words of the error; null: words that fit the status.</summary>
    public string? Message { get; init; }

    /// <summary>The shape of the error; null: as the engine is set.</summary>
    public Configuration.ErrorShape? Shape { get; init; }

    public int AfterTokens { get; init; } = 3;

    /// <summary>How long a hang lasts (0: until the faults are replaced or the client leaves), or by how much a token is slower.</summary>
    public double DelayMs { get; init; }
}
