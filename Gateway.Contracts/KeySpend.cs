namespace Gateway.Contracts;

/// <summary>A key's spend, in <c>GET /spend/keys</c> and <c>/global/spend/keys</c>.</summary>
/// <param name="ApiKey">SHA-256 of the key.</param>
/// <param name="Token">The same, under LiteLLM's other name.</param>
/// <param name="KeyAlias">Null: none, or the key is gone.</param>
/// <param name="KeyName"><c>sk-…</c> and the last four characters.</param>
/// <param name="Spend">US dollars in the period.</param>
/// <param name="TotalSpend">The same, under LiteLLM's other name.</param>
public sealed record KeySpend(
    string ApiKey, string Token, string? KeyAlias, string? KeyName, string? UserId, string? TeamId, double Spend, double TotalSpend, long ApiRequests, long TotalTokens);
