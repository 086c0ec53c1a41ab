namespace Gateway.Contracts;

/// <summary>A model in <see cref="SpendReportKey"/>.</summary>
public sealed record SpendReportModel(string Model, double TotalCost, long TotalInputTokens, long TotalOutputTokens);
