namespace Gateway.Contracts;

/// <summary>What one key spent on one model, in <see cref="SpendReportDay"/>.</summary>
public sealed record SpendReportEntry(string Model, double Spend, long TotalTokens, string ApiKey, long ApiRequests);
