using System.Text.Json.Nodes;
using Gateway.Contracts;
using Gateway.Proxy.Hosting;
using Gateway.Proxy.Storage;

namespace Gateway.Proxy.Management;

/// <summary><c>/budget/*</c>: budgets that keys, organizations and customers share.</summary>
internal static class BudgetEndpoints
{
    /// <summary>What a budget may set.</summary>
    public static readonly string[] Limits =
        ["max_budget", "soft_budget", "budget_duration", "tpm_limit", "rpm_limit", "max_parallel_requests", "model_max_budget"];

    private static readonly string[] s_all = [.. Limits, "budget_id"];

    // LiteLLM's names of types.
    private static readonly (string Name, string Type, string Description)[] s_descriptions =
    [
        ("max_budget", "Float", "US dollars that may be spent in a window; requests beyond it are refused."),
        ("soft_budget", "Float", "US dollars after which an alert is sent; requests go on."),
        ("budget_duration", "String", "How long a window is: 30s, 30m, 24h, 7d, 30d, 1mo. Without it the budget never begins anew."),
        ("tpm_limit", "Integer", "Tokens in any 60 seconds."),
        ("rpm_limit", "Integer", "Requests in any 60 seconds."),
        ("max_parallel_requests", "Integer", "Requests at once."),
        ("model_max_budget", "Object", "Budgets of single models: {\"model\": {\"budget_limit\": 5, \"time_period\": \"1d\"}}."),
    ];

    public static void MapBudgets(this IEndpointRouteBuilder routes)
    {
        routes.MapManagementPost("/budget/new", ManagementAccess.Admin, "Make a budget", NewAsync, s_all);
        routes.MapManagementPost("/budget/update", ManagementAccess.Admin, "Update a budget", UpdateAsync, s_all);
        routes.MapManagementPost("/budget/delete", ManagementAccess.Admin, "Delete a budget", DeleteAsync);
        routes.MapManagementPost("/budget/info", ManagementAccess.Viewer, "Show budgets", InfoAsync);
        routes.MapManagementGet("/budget/list", ManagementAccess.Viewer, "List budgets", ListAsync);
        routes.MapManagementGet("/budget/settings", ManagementAccess.Viewer, "What a budget may set, and what it has set", SettingsAsync);
    }

    /// <summary>The budget with the body's fields, checked; nothing is stored yet.</summary>
    public static BudgetInfo Merge(ManagementCall call, BudgetInfo current, JsonObject body)
    {
        var budget = Fields.Merge(current, body, ContractsJson.Default.BudgetInfo, Limits);
        Checks.NotNegative("max_budget", budget.MaxBudget);
        Checks.NotNegative("soft_budget", budget.SoftBudget);
        Checks.NotNegative("tpm_limit", budget.TpmLimit);
        Checks.NotNegative("rpm_limit", budget.RpmLimit);
        Checks.NotNegative("max_parallel_requests", budget.MaxParallelRequests);
        Checks.ModelBudgets("model_max_budget", budget.ModelMaxBudget, call.Zone);
        budget.BudgetResetAt = Checks.ResetAt(budget.BudgetDuration, current.BudgetDuration, current.BudgetResetAt, call.Now, call.Zone);
        budget.UpdatedAt = call.Now;
        return budget;
    }

    public static JsonObject Show(BudgetInfo budget) => Fields.ToNode(budget, ContractsJson.Default.BudgetInfo);

    private static async Task<JsonNode> NewAsync(ManagementCall call) => Show(await call.ChangeAsync(async transaction =>
    {
        var id = call.Text("budget_id") is { Length: > 0 } chosen ? chosen : Guid.NewGuid().ToString();
        if (await transaction.FindAsync(BudgetStore.Table, id) is not null)
        {
            throw ManagementException.Invalid("budget_id", "this budget exists already.");
        }

        var budget = Merge(call, new BudgetInfo { BudgetId = id, CreatedAt = call.Now }, call.Body);
        await transaction.InsertAsync(BudgetStore.Table, budget);
        return budget;
    }));

    private static async Task<JsonNode> UpdateAsync(ManagementCall call) => Show(await call.ChangeAsync(async transaction =>
    {
        var before = await FindAsync(transaction, call.RequiredText("budget_id"));
        var after = Merge(call, before, call.Body);
        await transaction.UpdateAsync(BudgetStore.Table, before, after);
        return after;
    }));

    private static async Task<JsonNode> DeleteAsync(ManagementCall call) => Show(await call.ChangeAsync(async transaction =>
    {
        var budget = await FindAsync(transaction, call.RequiredText("id"));
        await transaction.DeleteAsync(BudgetStore.Table, budget);
        return budget;
    }));

    private static async Task<JsonNode> InfoAsync(ManagementCall call)
    {
        var answer = new JsonArray();
        foreach (var id in call.Texts("budgets"))
        {
            var budget = await call.Store.ReadAsync(connection => BudgetStore.Table.FindAsync(connection, id, null, call.Aborted), call.Aborted);
            answer.Add((JsonNode)Show(budget ?? throw ManagementException.NotFound("budget", id)));
        }

        return answer;
    }

    private static async Task<JsonNode> ListAsync(ManagementCall call)
    {
        var budgets = await call.Store.ReadAsync(connection => BudgetStore.Table.ListAsync(connection, "ORDER BY created_at, budget_id", null, null, call.Aborted), call.Aborted);
        return new JsonArray([.. budgets.Select(Show)]);
    }

    // For forms: each field with its type, its meaning and the value that the budget has.
    private static async Task<JsonNode> SettingsAsync(ManagementCall call)
    {
        var id = call.Query("budget_id") ?? throw ManagementException.Missing("budget_id");
        var budget = await call.Store.ReadAsync(connection => BudgetStore.Table.FindAsync(connection, id, null, call.Aborted), call.Aborted);
        var values = Show(budget ?? throw ManagementException.NotFound("budget", id));
        return new JsonArray([.. s_descriptions.Select(field => (JsonNode)new JsonObject
        {
            ["field_name"] = field.Name,
            ["field_type"] = field.Type,
            ["field_description"] = field.Description,
            ["field_value"] = values[field.Name]?.DeepClone(),
            ["stored_in_db"] = values[field.Name] is not null,
            ["field_default_value"] = null,
        })]);
    }

    private static async Task<BudgetInfo> FindAsync(ManagementTransaction transaction, string id) =>
        await transaction.FindAsync(BudgetStore.Table, id) ?? throw ManagementException.NotFound("budget", id);
}
