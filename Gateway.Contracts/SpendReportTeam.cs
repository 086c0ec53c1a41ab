namespace Gateway.Contracts;

/// <summary>A team's day in <see cref="SpendReportDay"/>.</summary>
public sealed record SpendReportTeam(string TeamName, double TotalSpend, IReadOnlyList<SpendReportEntry> Metadata);
