using Gateway.Contracts;
using static Gateway.Proxy.Hosting.ContractsJson;

namespace Gateway.Proxy.Storage;

/// <summary><c>tags</c>.</summary>
internal static class TagStore
{
    public static readonly Table<TagInfo> Table = new(
        "tags",
        Default.TagInfo,
        new("name", tag => tag.Name, (tag, value) => tag.Name = value.Text!),
        new("description", tag => tag.Description, (tag, value) => tag.Description = value.Text),
        new("models", tag => StoredJson.Text(tag.Models, Default.ListString), (tag, value) => tag.Models = value.Json(Default.ListString)!),
        new("max_budget", tag => tag.MaxBudget, (tag, value) => tag.MaxBudget = value.Number),
        new("soft_budget", tag => tag.SoftBudget, (tag, value) => tag.SoftBudget = value.Number),
        new("budget_duration", tag => tag.BudgetDuration, (tag, value) => tag.BudgetDuration = value.Text),
        new("budget_reset_at", tag => tag.BudgetResetAt, (tag, value) => tag.BudgetResetAt = value.Time),
        new("spend", tag => tag.Spend, (tag, value) => tag.Spend = value.Number ?? 0, OnInsertOnly: true),
        new("created_by", tag => tag.CreatedBy, (tag, value) => tag.CreatedBy = value.Text, OnInsertOnly: true),
        new("created_at", tag => tag.CreatedAt, (tag, value) => tag.CreatedAt = value.Time!.Value, OnInsertOnly: true),
        new("updated_at", tag => tag.UpdatedAt, (tag, value) => tag.UpdatedAt = value.Time!.Value));
}
