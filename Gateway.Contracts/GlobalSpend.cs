namespace Gateway.Contracts;

/// <summary><c>GET /global/spend</c>: everybody's, in the period asked for, else in the last 30 days.</summary>
/// <param name="Spend">US dollars.</param>
/// <param name="MaxBudget"><c>litellm_settings.max_budget</c>; 0: none.</param>
public sealed record GlobalSpend(double Spend, double MaxBudget, long ApiRequests, long PromptTokens, long CompletionTokens);
