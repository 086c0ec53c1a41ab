using Gateway.Contracts;
using static Gateway.Proxy.Hosting.ContractsJson;

namespace Gateway.Proxy.Storage;

/// <summary><c>users</c>.</summary>
internal static class UserStore
{
    public static readonly Table<UserInfo> Table = new(
        "users",
        Default.UserInfo,
        new("user_id", user => user.UserId, (user, value) => user.UserId = value.Text!),
        new("user_email", user => user.UserEmail, (user, value) => user.UserEmail = value.Text),
        new("user_alias", user => user.UserAlias, (user, value) => user.UserAlias = value.Text),
        new("user_role", user => user.UserRole, (user, value) => user.UserRole = value.Text!),
        new("models", user => StoredJson.Text(user.Models, Default.ListString), (user, value) => user.Models = value.Json(Default.ListString)!),
        new("max_budget", user => user.MaxBudget, (user, value) => user.MaxBudget = value.Number),
        new("budget_duration", user => user.BudgetDuration, (user, value) => user.BudgetDuration = value.Text),
        new("budget_reset_at", user => user.BudgetResetAt, (user, value) => user.BudgetResetAt = value.Time),
        new("tpm_limit", user => user.TpmLimit, (user, value) => user.TpmLimit = value.Integer),
        new("rpm_limit", user => user.RpmLimit, (user, value) => user.RpmLimit = value.Integer),
        new("max_parallel_requests", user => user.MaxParallelRequests, (user, value) => user.MaxParallelRequests = (int?)value.Integer),
        new("spend", user => user.Spend, (user, value) => user.Spend = value.Number ?? 0, OnInsertOnly: true),
        new("metadata", user => StoredJson.Text(user.Metadata, Default.JsonObject), (user, value) => user.Metadata = value.Json(Default.JsonObject)!),
        new("created_at", user => user.CreatedAt, (user, value) => user.CreatedAt = value.Time!.Value, OnInsertOnly: true),
        new("updated_at", user => user.UpdatedAt, (user, value) => user.UpdatedAt = value.Time!.Value));
}
