namespace Gateway.Proxy.Limits;

/// <summary>Why a request was refused by a rate limit.</summary>
/// <param name="Type"><c>requests</c>, <c>tokens</c> or <c>concurrent_requests</c>, as LiteLLM's <c>rate_limit_type</c> header has it.</param>
/// <param name="Limit">The limit itself.</param>
/// <param name="Unit">For the message, e.g. <c>requests a minute</c>.</param>
/// <param name="RetryAfter">When the same request would be let through, if no other comes.</param>
internal sealed record RateLimitRefusal(string Type, long Limit, string Unit, TimeSpan RetryAfter)
{
    /// <summary>Whose limit it is, for the message.</summary>
    public string Scope { get; init; } = "key";
}
