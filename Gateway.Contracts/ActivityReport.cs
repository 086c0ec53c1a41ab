namespace Gateway.Contracts;

/// <summary><c>GET /global/activity</c>.</summary>
public sealed record ActivityReport(IReadOnlyList<ActivityDay> DailyData, long SumApiRequests, long SumTotalTokens);
