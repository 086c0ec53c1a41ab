namespace Gateway.Contracts;

/// <summary>The sums of the whole period, whatever the page; a page is a number of days.</summary>
public sealed record DailyActivityTotals(
    double TotalSpend, long TotalPromptTokens, long TotalCompletionTokens, long TotalTokens, long TotalApiRequests, long TotalSuccessfulRequests,
    long TotalFailedRequests, long TotalCacheReadInputTokens, long TotalCacheCreationInputTokens, int Page, int TotalPages, bool HasMore);
