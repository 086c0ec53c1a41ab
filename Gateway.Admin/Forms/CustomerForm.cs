using System.Text.Json.Nodes;
using Gateway.Contracts;

namespace Gateway.Admin.Forms;

/// <summary>A customer being made or changed.</summary>
public sealed class CustomerForm
{
    public bool IsNew { get; private init; } = true;

    public string? Id { get; set; }

    public string? Alias { get; set; }

    public double? MaxBudget { get; set; }

    public string? BudgetId { get; set; }

    public static CustomerForm Of(CustomerInfo customer) => new()
    {
        IsNew = false,
        Id = customer.UserId,
        Alias = customer.Alias,
        MaxBudget = customer.MaxBudget,
        BudgetId = customer.BudgetId,
    };

    /// <summary>The body of <c>/customer/new</c> or <c>/customer/update</c>.</summary>
    public JsonObject ToJson() => new()
    {
        ["user_id"] = Id?.Trim(),
        ["alias"] = string.IsNullOrWhiteSpace(Alias) ? null : Alias.Trim(),
        ["max_budget"] = MaxBudget,
        ["budget_id"] = string.IsNullOrEmpty(BudgetId) ? null : BudgetId,
    };
}
