namespace Gateway.Proxy.Budgets;

/// <summary>A counter at one moment.</summary>
/// <param name="Spend">US dollars spent in the window.</param>
/// <param name="Reserved">Held by requests in flight.</param>
/// <param name="ResetAt">When the window ends; null: never.</param>
/// <param name="Beginnings">How often spend has begun anew.</param>
internal readonly record struct BudgetState(double Spend, double Reserved, DateTimeOffset? ResetAt, int Beginnings = 0);
