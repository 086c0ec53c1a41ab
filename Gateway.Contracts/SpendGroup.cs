namespace Gateway.Contracts;

/// <summary>One line of <see cref="SpendGroups"/>.</summary>
/// <param name="Id">A model, a key's hash, an id, a tag or a day; empty: requests that have none.</param>
/// <param name="Name">What people call it; null: nothing else than its id.</param>
public sealed record SpendGroup(
    string Id, string? Name, double Spend, long Requests, long Failures, long CacheHits, long PromptTokens, long CompletionTokens, long CachedTokens);
