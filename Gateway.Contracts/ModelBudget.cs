namespace Gateway.Contracts;

/// <summary>A key's budget for one model: <c>{"budget_limit": 5, "time_period": "1d"}</c>.</summary>
public sealed record ModelBudget
{
    public double BudgetLimit { get; set; }

    public string TimePeriod { get; set; } = "";
}
