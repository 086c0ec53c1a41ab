namespace Gateway.Contracts;

/// <summary>The sums of the whole period, whatever the page; a page is a number of days.</summary>
/// <remarks><c>BreakdownLimit</c>: each breakdown has at most so many names, those that spent the most in the page's days. <c>limit</c> in the query sets it.</remarks>
public sealed record DailyActivityTotals(
    double TotalSpend, long TotalPromptTokens, long TotalCompletionTokens, long TotalTokens, long TotalApiRequests, long TotalSuccessfulRequests,
    long TotalFailedRequests, long TotalCacheReadInputTokens, long TotalCacheCreationInputTokens, int Page, int TotalPages, bool HasMore, int BreakdownLimit);
