using System.Text.Json.Nodes;
using Gateway.Contracts;
using Gateway.Proxy.Hosting;
using Gateway.Proxy.Keys;
using Gateway.Proxy.Storage;

namespace Gateway.Proxy.Management;

/// <summary>The fields of a key that clients set, in generate, update and regenerate alike.</summary>
internal static class KeyForm
{
    private static readonly string[] s_fields =
    [
        "key_alias", "models", "aliases", "user_id", "team_id", "organization_id", "max_budget", "soft_budget", "budget_duration", "budget_id", "budget_limits",
        "model_max_budget", "tpm_limit", "rpm_limit", "max_parallel_requests", "model_rpm_limit", "model_tpm_limit", "allowed_routes", "key_type",
        "tags", "metadata", "permissions", "blocked", "auto_rotate", "rotation_interval",
    ];

    /// <summary>All that a body may have that makes or changes a key.</summary>
    public static readonly string[] All = [.. s_fields, .. MetadataFields.OfKeys, "key", "new_key", "new_master_key", "grace_period", "duration", "spend"];

    /// <summary>The key with the body's fields, checked; nothing is stored yet.</summary>
    public static async Task<KeyInfo> MergeAsync(ManagementCall call, ManagementTransaction transaction, KeyInfo current, JsonObject body)
    {
        body = Normalize(body);
        var bounds = call.Snapshot.Config.LitellmSettings.UpperboundKeyGenerateParams;
        CreationDefaults.Fill(body, bounds, isNew: false);
        var key = Fields.Merge(current, body, ContractsJson.Default.KeyInfo, s_fields);
        MetadataFields.Merge(body, key.Metadata, MetadataFields.OfKeys);
        if (body.ContainsKey("duration"))
        {
            var period = ManagementCall.Text(body, "duration") is { } text and not ("" or "-1") ? Checks.Period("duration", text, TimeZoneInfo.Utc) : null;
            key.Expires = period?.After(call.Now);
        }

        if (key.TeamId is "")
        {
            key.TeamId = null;
        }

        await CheckOrganizationAsync(transaction, key, body.ContainsKey("organization_id"));
        Check(key, call.Zone);
        CreationDefaults.Check(key, body, bounds, call.Now);
        await GuaranteedLimits.CheckAsync(transaction, key);
        var budget = key.BudgetId is { } budgetId ? await BudgetAsync(transaction, budgetId) : null;
        var duration = key.BudgetDuration ?? budget?.BudgetDuration;
        var same = key.BudgetDuration == current.BudgetDuration && key.BudgetId == current.BudgetId;
        key.BudgetResetAt = Checks.ResetAt(duration, same ? duration : null, current.BudgetResetAt, call.Now, call.Zone);
        var rotates = (key.AutoRotate, key.RotationInterval) == (current.AutoRotate, current.RotationInterval) && current.KeyRotationAt is not null;
        key.KeyRotationAt = rotates ? current.KeyRotationAt : KeyRotation.Next(key, call.Now);
        await CheckAliasAsync(transaction, key);
        key.UpdatedAt = call.Now;
        key.UpdatedBy = call.Caller.Name;
        return key;
    }

    private static void Check(KeyInfo key, TimeZoneInfo zone)
    {
        Checks.NotNegative("max_budget", key.MaxBudget);
        Checks.NotNegative("soft_budget", key.SoftBudget);
        Checks.NotNegative("tpm_limit", key.TpmLimit);
        Checks.NotNegative("rpm_limit", key.RpmLimit);
        Checks.NotNegative("max_parallel_requests", key.MaxParallelRequests);
        Checks.NotNegative("model_rpm_limit", key.ModelRpmLimit);
        Checks.NotNegative("model_tpm_limit", key.ModelTpmLimit);
        Checks.OneOf("key_type", key.KeyType, "default", "llm_api", "management", "read_only");
        Checks.ModelBudgets("model_max_budget", key.ModelMaxBudget, zone);
        if (key.AutoRotate && Checks.Period("rotation_interval", key.RotationInterval, zone) is null)
        {
            throw ManagementException.Missing("rotation_interval");
        }

        foreach (var limit in key.BudgetLimits ?? [])
        {
            Checks.NotNegative("budget_limits", limit.MaxBudget);
            Checks.Period("budget_limits", limit.BudgetDuration, zone);
        }
    }

    // A key of a team has the team's, and may name no other.
    private static async Task CheckOrganizationAsync(ManagementTransaction transaction, KeyInfo key, bool isSent)
    {
        key.OrganizationId = key.OrganizationId is "" ? null : key.OrganizationId;
        if (isSent)
        {
            await OrganizationEndpoints.NamedAsync(transaction, key.OrganizationId);
        }

        if (key is { OrganizationId: { } own, TeamId: { } team } && await transaction.FindAsync(TeamStore.Table, team) is { OrganizationId: { } teams } && teams != own)
        {
            throw ManagementException.Invalid("organization_id", "the key's team belongs to another organization.");
        }
    }

    private static async Task<BudgetInfo> BudgetAsync(ManagementTransaction transaction, string id) =>
        await transaction.FindAsync(BudgetStore.Table, id) ?? throw ManagementException.Invalid("budget_id", "there is no such budget; make it with /budget/new.");

    private static async Task CheckAliasAsync(ManagementTransaction transaction, KeyInfo key)
    {
        if (key.KeyAlias is { } alias && await transaction.AnyAsync(
            "SELECT 1 FROM virtual_keys WHERE key_alias = @alias AND token <> @token AND replaced_by IS NULL",
            p =>
            {
                p.Add("alias", alias);
                p.Add("token", key.Token);
            }))
        {
            throw ManagementException.Invalid("key_alias", "another key has this alias; aliases are unique.");
        }
    }

    // Newer clients write {"m": {"max_budget": 5, "budget_duration": "1d"}}.
    private static JsonObject Normalize(JsonObject body)
    {
        foreach (var (_, budget) in body["model_max_budget"] as JsonObject ?? [])
        {
            if (budget is JsonObject fields)
            {
                Rename(fields, "max_budget", "budget_limit");
                Rename(fields, "budget_duration", "time_period");
            }
        }

        return body;
    }

    private static void Rename(JsonObject fields, string from, string to)
    {
        if (fields[from] is { } value && !fields.ContainsKey(to))
        {
            fields.Remove(from);
            fields[to] = value;
        }
    }
}
