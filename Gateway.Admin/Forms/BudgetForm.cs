using System.Text.Json.Nodes;
using Gateway.Contracts;

namespace Gateway.Admin.Forms;

/// <summary>A shared budget being made or changed.</summary>
public sealed class BudgetForm
{
    public bool IsNew { get; private init; } = true;

    public string? Id { get; set; }

    public LimitsForm Limits { get; private init; } = new();

    public static BudgetForm Of(BudgetInfo budget) => new()
    {
        IsNew = false,
        Id = budget.BudgetId,
        Limits = new LimitsForm
        {
            MaxBudget = budget.MaxBudget,
            SoftBudget = budget.SoftBudget,
            BudgetDuration = budget.BudgetDuration ?? "",
            Rpm = budget.RpmLimit,
            Tpm = budget.TpmLimit,
            Parallel = budget.MaxParallelRequests,
        },
    };

    /// <summary>The body of <c>/budget/new</c> or <c>/budget/update</c>.</summary>
    public JsonObject ToJson()
    {
        var body = new JsonObject { ["budget_id"] = Id?.Trim() };
        Limits.WriteTo(body);
        Limits.WriteSoftBudgetTo(body);
        return body;
    }
}
