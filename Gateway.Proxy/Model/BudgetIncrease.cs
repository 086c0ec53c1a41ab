namespace Gateway.Proxy.Model;

/// <summary>More budget for a while: <c>temp_budget_increase</c> and <c>temp_budget_expiry</c>.</summary>
internal sealed record BudgetIncrease(double Amount, DateTimeOffset Until);
