using System.Text.Json.Nodes;
using Gateway.Contracts;
using Gateway.Proxy.Model;
using static Gateway.Proxy.Import.LiteLlmRow;

namespace Gateway.Proxy.Import;

/// <summary>LiteLLM's rows as the gateway's records.</summary>
internal static class LiteLlmRecords
{
    // Shown again by the management API, as if they had been set there.
    private static readonly string[] s_keyMetadata = ["project_id", "agent_id", "allowed_cache_controls", "access_group_ids", "router_settings"];

    public static BudgetInfo Budget(LiteLlmRow row, DateTimeOffset now) => new()
    {
        BudgetId = row.Text("budget_id")!,
        MaxBudget = row.Number("max_budget"),
        SoftBudget = row.Number("soft_budget"),
        BudgetDuration = row.Text("budget_duration"),
        BudgetResetAt = row.Time("budget_reset_at"),
        TpmLimit = row.Integer("tpm_limit"),
        RpmLimit = row.Integer("rpm_limit"),
        MaxParallelRequests = (int?)row.Integer("max_parallel_requests"),
        ModelMaxBudget = ModelBudgets(row.Node("model_max_budget")),
        CreatedAt = row.Time("created_at") ?? now,
        UpdatedAt = row.Time("updated_at") ?? now,
    };

    public static UserInfo User(LiteLlmRow row, DateTimeOffset now) => new()
    {
        UserId = row.Text("user_id")!,
        UserEmail = row.Text("user_email"),
        UserAlias = row.Text("user_alias"),

        // org_admin: as a member of the organization. team, customer: no rights of their own here.
        UserRole = row.Text("user_role") is UserRoles.ProxyAdmin or UserRoles.ProxyAdminViewer or UserRoles.InternalUserViewer ? row.Text("user_role")! : UserRoles.InternalUser,
        Models = row.Texts("models"),
        MaxBudget = row.Number("max_budget"),
        BudgetDuration = row.Text("budget_duration"),
        BudgetResetAt = row.Time("budget_reset_at"),
        TpmLimit = row.Integer("tpm_limit"),
        RpmLimit = row.Integer("rpm_limit"),
        MaxParallelRequests = (int?)row.Integer("max_parallel_requests"),
        Spend = row.Number("spend") ?? 0,
        Metadata = row.Map("metadata"),
        CreatedAt = row.Time("created_at") ?? now,
        UpdatedAt = row.Time("updated_at") ?? now,
    };

    public static CustomerInfo Customer(LiteLlmRow row, DateTimeOffset now) => new()
    {
        UserId = row.Text("user_id")!,
        Alias = row.Text("alias"),
        Blocked = row.Flag("blocked"),
        BudgetId = row.Text("budget_id"),
        DefaultModel = row.Text("default_model"),
        Spend = row.Number("spend") ?? 0,
        CreatedAt = now,
        UpdatedAt = now,
    };

    public static OrganizationInfo Organization(LiteLlmRow row, DateTimeOffset now) => new()
    {
        OrganizationId = row.Text("organization_id")!,
        OrganizationAlias = row.Text("organization_alias"),
        Models = row.Texts("models"),
        BudgetId = row.Text("budget_id"),
        Spend = row.Number("spend") ?? 0,
        Metadata = row.Map("metadata"),
        CreatedBy = row.Text("created_by"),
        CreatedAt = row.Time("created_at") ?? now,
        UpdatedBy = row.Text("updated_by"),
        UpdatedAt = row.Time("updated_at") ?? now,
    };

    public static OrganizationMember OrganizationMember(LiteLlmRow row) => new()
    {
        OrganizationId = row.Text("organization_id")!,
        UserId = row.Text("user_id")!,
        UserRole = row.Text("user_role") is UserRoles.OrganizationAdmin or UserRoles.InternalUserViewer ? row.Text("user_role")! : UserRoles.InternalUser,
    };

    public static TeamInfo Team(LiteLlmRow row, DateTimeOffset now)
    {
        var metadata = row.Map("metadata");
        return new TeamInfo
        {
            TeamId = row.Text("team_id")!,
            TeamAlias = row.Text("team_alias"),
            OrganizationId = row.Text("organization_id"),
            Models = row.Texts("models"),
            ModelAliases = row.TextMap("model_aliases"),
            MaxBudget = row.Number("max_budget"),
            SoftBudget = row.Number("soft_budget"),
            BudgetDuration = row.Text("budget_duration"),
            BudgetResetAt = row.Time("budget_reset_at"),
            TpmLimit = row.Integer("tpm_limit"),
            RpmLimit = row.Integer("rpm_limit"),
            MaxParallelRequests = (int?)row.Integer("max_parallel_requests"),
            ModelRpmLimit = LimitMap(metadata["model_rpm_limit"]),
            ModelTpmLimit = LimitMap(metadata["model_tpm_limit"]),
            Spend = row.Number("spend") ?? 0,
            Blocked = row.Flag("blocked"),
            Metadata = metadata,
            CreatedAt = row.Time("created_at") ?? now,
            UpdatedAt = row.Time("updated_at") ?? now,
        };
    }

    public static KeyInfo Key(LiteLlmRow row, DateTimeOffset now)
    {
        var metadata = row.Map("metadata");
        foreach (var field in s_keyMetadata)
        {
            Keep(row, metadata, field);
        }

        var token = row.Text("token")!.ToLowerInvariant();
        return new KeyInfo
        {
            Token = token,
            KeyName = row.Text("key_name") ?? "sk-...",
            KeyAlias = row.Text("key_alias"),
            UserId = row.Text("user_id"),
            TeamId = row.Text("team_id"),
            OrganizationId = row.Text("organization_id"),
            Models = row.Texts("models"),
            Aliases = row.TextMap("aliases"),
            AllowedRoutes = row.Texts("allowed_routes"),
            Tags = Texts(metadata["tags"]),
            Metadata = metadata,
            Permissions = row.Map("permissions"),
            MaxBudget = row.Number("max_budget"),
            BudgetDuration = row.Text("budget_duration"),
            BudgetResetAt = row.Time("budget_reset_at"),
            BudgetId = row.Text("budget_id"),
            BudgetLimits = BudgetLimits(row.Node("budget_limits")),
            ModelMaxBudget = ModelBudgets(row.Node("model_max_budget")),
            ModelRpmLimit = LimitMap(metadata["model_rpm_limit"]),
            ModelTpmLimit = LimitMap(metadata["model_tpm_limit"]),
            TpmLimit = row.Integer("tpm_limit"),
            RpmLimit = row.Integer("rpm_limit"),
            MaxParallelRequests = (int?)row.Integer("max_parallel_requests"),
            Spend = row.Number("spend") ?? 0,
            Blocked = row.Flag("blocked"),
            Expires = row.Time("expires"),
            CreatedBy = row.Text("created_by"),
            CreatedAt = row.Time("created_at") ?? now,
            UpdatedBy = row.Text("updated_by"),
            UpdatedAt = row.Time("updated_at") ?? now,
        };
    }

    private static void Keep(LiteLlmRow row, JsonObject metadata, string column)
    {
        if (row.Node(column) is { } value and not JsonArray { Count: 0 } and not JsonObject { Count: 0 })
        {
            metadata[column] = value.DeepClone();
        }
    }

    // {"m": {"budget_limit": 5, "time_period": "1d"}}, in newer versions {"m": {"max_budget": 5, "budget_duration": "1d"}}
    private static Dictionary<string, ModelBudget>? ModelBudgets(JsonNode? node)
    {
        var budgets = new Dictionary<string, ModelBudget>();
        foreach (var (model, value) in node as JsonObject ?? [])
        {
            if (value is JsonObject fields && Number(fields["budget_limit"] ?? fields["max_budget"]) is { } limit)
            {
                budgets[model] = new ModelBudget { BudgetLimit = limit, TimePeriod = (fields["time_period"] ?? fields["budget_duration"])?.ToString() ?? "" };
            }
        }

        return budgets.Count > 0 ? budgets : null;
    }

    // [{"budget_duration": "24h", "max_budget": 10}]
    private static List<BudgetLimit>? BudgetLimits(JsonNode? node)
    {
        var limits = (node as JsonArray ?? []).OfType<JsonObject>()
            .Where(limit => Number(limit["max_budget"]) is not null && limit["budget_duration"] is not null)
            .Select(limit => new BudgetLimit { BudgetDuration = limit["budget_duration"]!.ToString(), MaxBudget = Number(limit["max_budget"])!.Value })
            .ToList();
        return limits.Count > 0 ? limits : null;
    }
}
