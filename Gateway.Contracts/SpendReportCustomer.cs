namespace Gateway.Contracts;

/// <summary>A customer's day in <see cref="SpendReportDay"/>.</summary>
public sealed record SpendReportCustomer(string Customer, double TotalSpend, IReadOnlyList<SpendReportEntry> Metadata);
