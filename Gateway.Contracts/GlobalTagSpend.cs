namespace Gateway.Contracts;

/// <summary>A tag in <see cref="GlobalTagSpendReport"/>.</summary>
public sealed record GlobalTagSpend(string Name, double Spend, long LogCount);
