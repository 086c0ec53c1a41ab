namespace Gateway.Contracts;

/// <summary>A user's spend, in <c>GET /spend/users</c>.</summary>
/// <param name="Spend">US dollars in the period.</param>
public sealed record UserSpend(string UserId, string? UserEmail, string? UserAlias, double Spend, double? MaxBudget, long ApiRequests, long TotalTokens);
