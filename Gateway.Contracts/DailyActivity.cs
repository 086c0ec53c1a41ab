namespace Gateway.Contracts;

/// <summary>One day of <see cref="DailyActivityReport"/>.</summary>
public sealed record DailyActivity(string Date, SpendMetrics Metrics, SpendBreakdown Breakdown);
