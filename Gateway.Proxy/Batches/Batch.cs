namespace Gateway.Proxy.Batches;

/// <summary>The batch object, as clients see it and as it is stored. Times are seconds since 1970.</summary>
internal sealed record Batch
{
    public required string Id { get; init; }

    public string Object { get; init; } = "batch";

    public required string Endpoint { get; init; }

    public BatchErrors? Errors { get; init; }

    public required string InputFileId { get; init; }

    public required string CompletionWindow { get; init; }

    public required string Status { get; init; }

    public string? OutputFileId { get; init; }

    public string? ErrorFileId { get; init; }

    public required long CreatedAt { get; init; }

    public long? InProgressAt { get; init; }

    public long? ExpiresAt { get; init; }

    public long? FinalizingAt { get; init; }

    public long? CompletedAt { get; init; }

    public long? FailedAt { get; init; }

    public long? ExpiredAt { get; init; }

    public long? CancellingAt { get; init; }

    public long? CancelledAt { get; init; }

    public BatchCounts RequestCounts { get; init; } = new(0, 0, 0);

    public Dictionary<string, string>? Metadata { get; init; }
}
