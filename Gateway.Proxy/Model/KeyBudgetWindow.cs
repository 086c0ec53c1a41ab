using Gateway.Proxy.Budgets;

namespace Gateway.Proxy.Model;

/// <summary>One of a key's further budgets: a second window, or a model's.</summary>
/// <param name="Name">For the error message, e.g. <c>24h</c> or <c>gpt-oss-120b per 1d</c>.</param>
/// <param name="MaxBudget">US dollars a window.</param>
/// <param name="Period">The window's length.</param>
/// <param name="Model">The model group it is for; null: all.</param>
/// <param name="Counter">Of the key's state.</param>
internal sealed record KeyBudgetWindow(string Name, double MaxBudget, BudgetPeriod Period, string? Model, BudgetCounter Counter);
