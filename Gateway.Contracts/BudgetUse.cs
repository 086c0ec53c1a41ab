namespace Gateway.Contracts;

/// <summary>Somebody who has a budget, and how much of it is used, in <c>GET /budget/use</c>.</summary>
/// <param name="Kind"><c>key</c>, <c>team</c>, <c>organization</c>, <c>user</c> or <c>customer</c>.</param>
/// <param name="Name">What people call it; else its id.</param>
public sealed record BudgetUse(string Kind, string Id, string Name, double Spend, double MaxBudget, DateTimeOffset? BudgetResetAt);
