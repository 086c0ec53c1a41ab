namespace Gateway.Contracts;

/// <summary><c>GET /budget/use</c>: the fullest first.</summary>
public sealed record BudgetUseList(IReadOnlyList<BudgetUse> Data);
