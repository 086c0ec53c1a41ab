namespace Gateway.Proxy.Budgets;

/// <summary>Why a request was refused by a budget.</summary>
internal sealed record BudgetRefusal(string Kind, string Name, double Max, BudgetState State);
