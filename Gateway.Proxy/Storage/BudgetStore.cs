using Gateway.Contracts;
using static Gateway.Proxy.Hosting.ContractsJson;

namespace Gateway.Proxy.Storage;

/// <summary><c>budgets</c>.</summary>
internal static class BudgetStore
{
    public static readonly Table<BudgetInfo> Table = new(
        "budgets",
        Default.BudgetInfo,
        new("budget_id", budget => budget.BudgetId, (budget, value) => budget.BudgetId = value.Text!),
        new("max_budget", budget => budget.MaxBudget, (budget, value) => budget.MaxBudget = value.Number),
        new("soft_budget", budget => budget.SoftBudget, (budget, value) => budget.SoftBudget = value.Number),
        new("budget_duration", budget => budget.BudgetDuration, (budget, value) => budget.BudgetDuration = value.Text),
        new("budget_reset_at", budget => budget.BudgetResetAt, (budget, value) => budget.BudgetResetAt = value.Time),
        new("tpm_limit", budget => budget.TpmLimit, (budget, value) => budget.TpmLimit = value.Integer),
        new("rpm_limit", budget => budget.RpmLimit, (budget, value) => budget.RpmLimit = value.Integer),
        new("max_parallel_requests", budget => budget.MaxParallelRequests, (budget, value) => budget.MaxParallelRequests = (int?)value.Integer),
        new("model_max_budget", budget => StoredJson.Text(budget.ModelMaxBudget, Default.DictionaryStringModelBudget), (budget, value) => budget.ModelMaxBudget = value.Json(Default.DictionaryStringModelBudget)),
        new("created_at", budget => budget.CreatedAt, (budget, value) => budget.CreatedAt = value.Time!.Value, OnInsertOnly: true),
        new("updated_at", budget => budget.UpdatedAt, (budget, value) => budget.UpdatedAt = value.Time!.Value));
}
