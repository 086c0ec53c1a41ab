using Gateway.Contracts;
using static Gateway.Proxy.Hosting.ContractsJson;

namespace Gateway.Proxy.Storage;

/// <summary><c>customers</c>.</summary>
internal static class CustomerStore
{
    public static readonly Table<CustomerInfo> Table = new(
        "customers",
        Default.CustomerInfo,
        new("user_id", customer => customer.UserId, (customer, value) => customer.UserId = value.Text!),
        new("alias", customer => customer.Alias, (customer, value) => customer.Alias = value.Text),
        new("blocked", customer => customer.Blocked, (customer, value) => customer.Blocked = value.Flag),
        new("budget_id", customer => customer.BudgetId, (customer, value) => customer.BudgetId = value.Text),
        new("max_budget", customer => customer.MaxBudget, (customer, value) => customer.MaxBudget = value.Number),
        new("default_model", customer => customer.DefaultModel, (customer, value) => customer.DefaultModel = value.Text),
        new("spend", customer => customer.Spend, (customer, value) => customer.Spend = value.Number ?? 0, OnInsertOnly: true),
        new("created_at", customer => customer.CreatedAt, (customer, value) => customer.CreatedAt = value.Time!.Value, OnInsertOnly: true),
        new("updated_at", customer => customer.UpdatedAt, (customer, value) => customer.UpdatedAt = value.Time!.Value));
}
