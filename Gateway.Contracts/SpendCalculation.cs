namespace Gateway.Contracts;

/// <summary><c>POST /spend/calculate</c>.</summary>
/// <param name="Cost">US dollars.</param>
public sealed record SpendCalculation(double Cost);
