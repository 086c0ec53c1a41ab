namespace Gateway.Contracts;

/// <summary>A model in <c>GET /global/activity/model</c>.</summary>
public sealed record ModelActivity(string Model, IReadOnlyList<ActivityDay> DailyData, long SumApiRequests, long SumTotalTokens);
