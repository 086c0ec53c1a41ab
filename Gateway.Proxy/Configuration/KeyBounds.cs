namespace Gateway.Proxy.Configuration;

/// <summary><c>upperbound_key_generate_params</c>: what keys may have at most, and get where nothing else is asked for. Null: no bound.</summary>
internal sealed record KeyBounds
{
    public static readonly KeyBounds None = new();

    /// <summary>US dollars a window.</summary>
    public double? MaxBudget { get; init; }

    /// <summary>The longest window, e.g. <c>30d</c>.</summary>
    public string? BudgetDuration { get; init; }

    /// <summary>The longest time to live, e.g. <c>90d</c>.</summary>
    public string? Duration { get; init; }

    public int? TpmLimit { get; init; }

    public int? RpmLimit { get; init; }

    public int? MaxParallelRequests { get; init; }
}
