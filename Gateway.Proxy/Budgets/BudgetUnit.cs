namespace Gateway.Proxy.Budgets;

/// <summary>The letter at the end of <c>30d</c>.</summary>
internal enum BudgetUnit
{
    Second,
    Minute,
    Hour,
    Day,
    Week,
    Month,
}
