namespace Gateway.Contracts;

/// <summary>A customer in <c>GET /global/spend/end_users</c>.</summary>
public sealed record EndUserSpend(string EndUser, long TotalCount, double TotalSpend);
