namespace Gateway.Proxy.Spend.Reports;

/// <summary>Sums of <c>daily_spend</c> under some names, in the order in which they were grouped by.</summary>
internal sealed record SpendSum(
    string[] Names, long Requests, long Successes, long Failures, long CacheHits, long PromptTokens, long CompletionTokens, long CachedTokens, double Cost)
{
    public static readonly SpendSum Nothing = new([], 0, 0, 0, 0, 0, 0, 0, 0);

    public long TotalTokens => PromptTokens + CompletionTokens;

    public static SpendSum operator +(SpendSum left, SpendSum right) => left with
    {
        Requests = left.Requests + right.Requests,
        Successes = left.Successes + right.Successes,
        Failures = left.Failures + right.Failures,
        CacheHits = left.CacheHits + right.CacheHits,
        PromptTokens = left.PromptTokens + right.PromptTokens,
        CompletionTokens = left.CompletionTokens + right.CompletionTokens,
        CachedTokens = left.CachedTokens + right.CachedTokens,
        Cost = left.Cost + right.Cost,
    };

    /// <summary>All of them together, without names.</summary>
    public static SpendSum Of(IEnumerable<SpendSum> sums) => sums.Aggregate(Nothing, (total, sum) => total + sum);
}
