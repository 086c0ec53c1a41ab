namespace Gateway.Contracts;

/// <summary>The sums of <c>GET /user/daily/activity</c> and its like.</summary>
public sealed record SpendMetrics(
    double Spend, long PromptTokens, long CompletionTokens, long CacheReadInputTokens, long CacheCreationInputTokens, long TotalTokens,
    long ApiRequests, long SuccessfulRequests, long FailedRequests);
