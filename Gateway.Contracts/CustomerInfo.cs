namespace Gateway.Contracts;

/// <summary>A customer (end user): whom a request is made for, by its <c>user</c> field.</summary>
public sealed record CustomerInfo
{
    public string UserId { get; set; } = "";

    public string? Alias { get; set; }

    public bool Blocked { get; set; }

    public string? BudgetId { get; set; }

    public double? MaxBudget { get; set; }

    public string? DefaultModel { get; set; }

    public double Spend { get; set; }

    public BudgetInfo? LitellmBudgetTable { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset UpdatedAt { get; set; }
}
