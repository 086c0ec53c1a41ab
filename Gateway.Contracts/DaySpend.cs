namespace Gateway.Contracts;

/// <summary>One day of <c>GET /global/spend/logs</c>.</summary>
public sealed record DaySpend(string Date, double Spend);
