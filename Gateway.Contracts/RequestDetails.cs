namespace Gateway.Contracts;

/// <summary><c>GET /spend/logs/details</c>: what is known of a request beyond its spend log; kept of those that failed or took several attempts.</summary>
/// <param name="Prompt">The request's body; null: prompts are not kept.</param>
/// <param name="Answer">What the model said, of a stream put together; null: answers are not kept.</param>
/// <param name="Attempts">Those that failed, in their order; the one that answered is in the spend log.</param>
public sealed record RequestDetails(string RequestId, string? ErrorMessage, string? TraceId, IReadOnlyList<FailedAttempt> Attempts, string? Prompt, string? Answer);
