namespace Gateway.Proxy.Configuration;

/// <summary>What a provider or a deployment may cost.</summary>
/// <param name="Max">US dollars a window.</param>
/// <param name="Duration">The window, e.g. <c>1d</c>; null: it never ends.</param>
internal sealed record DeploymentBudgetSettings(double Max, string? Duration);
