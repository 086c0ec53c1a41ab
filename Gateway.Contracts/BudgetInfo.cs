namespace Gateway.Contracts;

/// <summary>A budget with a name of its own, shared by the keys and customers that point to it.</summary>
public sealed record BudgetInfo
{
    public string BudgetId { get; set; } = "";

    public double? MaxBudget { get; set; }

    public double? SoftBudget { get; set; }

    public string? BudgetDuration { get; set; }

    public DateTimeOffset? BudgetResetAt { get; set; }

    public long? TpmLimit { get; set; }

    public long? RpmLimit { get; set; }

    public int? MaxParallelRequests { get; set; }

    public Dictionary<string, ModelBudget>? ModelMaxBudget { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset UpdatedAt { get; set; }
}
