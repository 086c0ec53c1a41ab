namespace Gateway.Contracts;

/// <summary>A key's use of a model in <c>GET /global/activity/cache_hits</c>.</summary>
/// <param name="CacheHitTrueRows">Requests answered from the response cache.</param>
/// <param name="CachedPromptTokens">Prompt tokens that came from the model servers' prefix caches.</param>
public sealed record CacheActivity(
    string ApiKey, string CallType, string Model, long TotalRows, long CacheHitTrueRows, long GeneratedCompletionTokens, long CachedPromptTokens);
