namespace Gateway.Contracts;

/// <summary>A tag with a budget: what requests that carry it may cost together.</summary>
public sealed record TagInfo
{
    /// <summary>As requests carry it, in <c>metadata.tags</c>, <c>x-litellm-tags</c> or the tags of their key.</summary>
    public string Name { get; set; } = "";

    public string? Description { get; set; }

    /// <summary>For people: which models the tag is meant for. Deployments say by their own tags what they serve.</summary>
    public List<string> Models { get; set; } = [];

    /// <summary>US dollars a window; null: only counted.</summary>
    public double? MaxBudget { get; set; }

    /// <summary>US dollars; said in the log when it is passed.</summary>
    public double? SoftBudget { get; set; }

    /// <summary>The window's length, e.g. <c>30d</c>; null: it never ends.</summary>
    public string? BudgetDuration { get; set; }

    public DateTimeOffset? BudgetResetAt { get; set; }

    /// <summary>US dollars in the current window, since the tag was made.</summary>
    public double Spend { get; set; }

    public string? CreatedBy { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset UpdatedAt { get; set; }
}
