namespace Gateway.Contracts;

/// <summary><c>GET /user/daily/activity</c>, and the same for teams, organizations, customers and tags.</summary>
/// <param name="Results">Newest day first.</param>
public sealed record DailyActivityReport(IReadOnlyList<DailyActivity> Results, DailyActivityTotals Metadata);
