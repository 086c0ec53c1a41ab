using System.Text.Json.Nodes;
using Gateway.Contracts;
using Gateway.Proxy.Hosting;
using Gateway.Proxy.Management;
using Gateway.Proxy.Storage;

namespace Gateway.Proxy.Budgets;

/// <summary><c>GET /budget/use</c>: who has used most of their budget.</summary>
internal static class BudgetUseEndpoint
{
    private const int DefaultLimit = 20;
    private const int LargestLimit = 200;

    private const string Sql = """
        SELECT kind, id, name, spend, max_budget, budget_reset_at FROM (
            SELECT 'key' AS kind, token AS id, COALESCE(key_alias, key_name) AS name, spend, max_budget, budget_reset_at FROM virtual_keys WHERE replaced_by IS NULL AND max_budget > 0
            UNION ALL SELECT 'team', team_id, COALESCE(team_alias, team_id), spend, max_budget, budget_reset_at FROM teams WHERE max_budget > 0
            UNION ALL SELECT 'organization', organization_id, COALESCE(organization_alias, organization_id), spend, max_budget, budget_reset_at FROM organizations WHERE max_budget > 0
            UNION ALL SELECT 'user', user_id, COALESCE(user_email, user_alias, user_id), spend, max_budget, budget_reset_at FROM users WHERE max_budget > 0
            UNION ALL SELECT 'customer', user_id, COALESCE(alias, user_id), spend, max_budget, NULL FROM customers WHERE max_budget > 0
        ) AS holders ORDER BY spend / max_budget DESC, kind, id LIMIT @limit
        """;

    public static void MapBudgetUse(this IEndpointRouteBuilder routes) =>
        routes.MapManagementGet("/budget/use", ManagementAccess.Viewer, "Who has used most of their budget", ListAsync);

    private static async Task<JsonNode> ListAsync(ManagementCall call)
    {
        var limit = call.Query("limit", DefaultLimit, LargestLimit);
        var uses = await call.Store.ReadAsync(connection => connection.QueryAsync(
            Sql,
            row => new BudgetUse(row.GetString(0), row.GetString(1), row.GetString(2), row.GetDouble(3), row.GetDouble(4), new ColumnValue(row, 5).Time),
            p => p.Add("limit", limit),
            cancellationToken: call.Aborted), call.Aborted);
        uses = [.. uses.Concat(OfConfig(call)).OrderByDescending(use => use.Spend / use.MaxBudget).Take(limit)];
        return Fields.ToNode(new BudgetUseList(uses), ContractsJson.Default.BudgetUseList);
    }

    private static IEnumerable<BudgetUse> OfConfig(ManagementCall call)
    {
        var services = call.Http.RequestServices;
        if (call.Snapshot.Config.LitellmSettings.MaxBudget is { } max)
        {
            var state = services.GetRequiredService<GatewayBudget>().State(call.Now);
            yield return new BudgetUse(GatewayBudget.Kind, GatewayBudget.Id, "All requests", state.Spend, max, state.ResetAt);
        }

        foreach (var budget in services.GetRequiredService<DeploymentBudgets>().All.Where(budget => budget.Settings.Max > 0))
        {
            var state = budget.Spend.Counter.State(call.Now);
            yield return new BudgetUse(budget.Kind, budget.Id, budget.Name, state.Spend, budget.Settings.Max, state.ResetAt);
        }
    }
}
