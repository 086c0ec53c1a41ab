namespace Gateway.Contracts;

/// <summary><c>GET /user/daily/activity</c>, <c>/team/daily/activity</c>, <c>/tag/daily/activity</c>.</summary>
/// <param name="Results">Newest day first.</param>
public sealed record DailyActivityReport(IReadOnlyList<DailyActivity> Results, DailyActivityTotals Metadata);
