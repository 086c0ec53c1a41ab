namespace Gateway.Contracts;

/// <summary>A team in <see cref="TeamSpendReport"/>.</summary>
public sealed record TeamSpend(string TeamId, string TeamName, double TotalSpend);
