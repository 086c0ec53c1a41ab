using Gateway.Contracts;
using static Gateway.Proxy.Hosting.ContractsJson;

namespace Gateway.Proxy.Storage;

/// <summary><c>virtual_keys</c>.</summary>
internal static class KeyStore
{
    public static readonly Table<KeyInfo> Table = new(
        "virtual_keys",
        Default.KeyInfo,
        new("token", key => key.Token, (key, value) => key.Token = value.Text!),
        new("key_name", key => key.KeyName, (key, value) => key.KeyName = value.Text!),
        new("key_alias", key => key.KeyAlias, (key, value) => key.KeyAlias = value.Text),
        new("user_id", key => key.UserId, (key, value) => key.UserId = value.Text),
        new("team_id", key => key.TeamId, (key, value) => key.TeamId = value.Text),
        new("organization_id", key => key.OrganizationId, (key, value) => key.OrganizationId = value.Text),
        new("models", key => StoredJson.Text(key.Models, Default.ListString), (key, value) => key.Models = value.Json(Default.ListString)!),
        new("aliases", key => StoredJson.Text(key.Aliases, Default.DictionaryStringString), (key, value) => key.Aliases = value.Json(Default.DictionaryStringString)!),
        new("allowed_routes", key => StoredJson.Text(key.AllowedRoutes, Default.ListString), (key, value) => key.AllowedRoutes = value.Json(Default.ListString)!),
        new("tags", key => StoredJson.Text(key.Tags, Default.ListString), (key, value) => key.Tags = value.Json(Default.ListString)!),
        new("metadata", key => StoredJson.Text(key.Metadata, Default.JsonObject), (key, value) => key.Metadata = value.Json(Default.JsonObject)!),
        new("permissions", key => StoredJson.Text(key.Permissions, Default.JsonObject), (key, value) => key.Permissions = value.Json(Default.JsonObject)!),
        new("key_type", key => key.KeyType, (key, value) => key.KeyType = value.Text!),
        new("max_budget", key => key.MaxBudget, (key, value) => key.MaxBudget = value.Number),
        new("soft_budget", key => key.SoftBudget, (key, value) => key.SoftBudget = value.Number),
        new("budget_duration", key => key.BudgetDuration, (key, value) => key.BudgetDuration = value.Text),
        new("budget_reset_at", key => key.BudgetResetAt, (key, value) => key.BudgetResetAt = value.Time),
        new("budget_id", key => key.BudgetId, (key, value) => key.BudgetId = value.Text),
        new("budget_limits", key => StoredJson.Text(key.BudgetLimits, Default.ListBudgetLimit), (key, value) => key.BudgetLimits = value.Json(Default.ListBudgetLimit)),
        new("model_max_budget", key => StoredJson.Text(key.ModelMaxBudget, Default.DictionaryStringModelBudget), (key, value) => key.ModelMaxBudget = value.Json(Default.DictionaryStringModelBudget)),
        new("model_rpm_limit", key => StoredJson.Text(key.ModelRpmLimit, Default.DictionaryStringInt64), (key, value) => key.ModelRpmLimit = value.Json(Default.DictionaryStringInt64)),
        new("model_tpm_limit", key => StoredJson.Text(key.ModelTpmLimit, Default.DictionaryStringInt64), (key, value) => key.ModelTpmLimit = value.Json(Default.DictionaryStringInt64)),
        new("tpm_limit", key => key.TpmLimit, (key, value) => key.TpmLimit = value.Integer),
        new("rpm_limit", key => key.RpmLimit, (key, value) => key.RpmLimit = value.Integer),
        new("max_parallel_requests", key => key.MaxParallelRequests, (key, value) => key.MaxParallelRequests = (int?)value.Integer),
        new("spend", key => key.Spend, (key, value) => key.Spend = value.Number ?? 0, OnInsertOnly: true),
        new("blocked", key => key.Blocked, (key, value) => key.Blocked = value.Flag),
        new("expires", key => key.Expires, (key, value) => key.Expires = value.Time),
        new("replaced_by", key => key.ReplacedBy, (key, value) => key.ReplacedBy = value.Text),
        new("auto_rotate", key => key.AutoRotate, (key, value) => key.AutoRotate = value.Flag),
        new("rotation_interval", key => key.RotationInterval, (key, value) => key.RotationInterval = value.Text),
        new("key_rotation_at", key => key.KeyRotationAt, (key, value) => key.KeyRotationAt = value.Time),
        new("last_rotation_at", key => key.LastRotationAt, (key, value) => key.LastRotationAt = value.Time),
        new("rotation_count", key => key.RotationCount, (key, value) => key.RotationCount = (int)(value.Integer ?? 0)),
        new("created_by", key => key.CreatedBy, (key, value) => key.CreatedBy = value.Text, OnInsertOnly: true),
        new("created_at", key => key.CreatedAt, (key, value) => key.CreatedAt = value.Time!.Value, OnInsertOnly: true),
        new("updated_by", key => key.UpdatedBy, (key, value) => key.UpdatedBy = value.Text),
        new("updated_at", key => key.UpdatedAt, (key, value) => key.UpdatedAt = value.Time!.Value));
}
