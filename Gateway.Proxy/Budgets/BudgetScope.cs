namespace Gateway.Proxy.Budgets;

/// <summary>One budget that a request counts against.</summary>
/// <param name="Kind">For the error message: key, team, …</param>
/// <param name="Name">Which one of that kind.</param>
/// <param name="Max">US dollars a window; null: only counted.</param>
/// <param name="Soft">Said in the log when it is passed; null: none.</param>
/// <param name="Counter">What was spent.</param>
internal readonly record struct BudgetScope(string Kind, string Name, double? Max, double? Soft, BudgetCounter Counter);
