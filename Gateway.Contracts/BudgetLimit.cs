namespace Gateway.Contracts;

/// <summary>One of several budget windows of a key: <c>{"budget_duration": "24h", "max_budget": 10}</c>.</summary>
public sealed record BudgetLimit
{
    public string BudgetDuration { get; set; } = "";

    public double MaxBudget { get; set; }
}
