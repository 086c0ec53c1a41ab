namespace Gateway.Admin.Api;

/// <summary>Which keys are listed.</summary>
internal sealed record KeyFilter
{
    public string? Search { get; init; }

    public string? TeamId { get; init; }

    public string? UserId { get; init; }

    public string? BudgetId { get; init; }

    public string? SortBy { get; init; }

    public string? SortOrder { get; init; }

    public int Page { get; init; } = 1;

    public int Size { get; init; } = 25;
}
