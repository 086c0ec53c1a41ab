using System.Text.Json.Nodes;
using Gateway.Proxy.Management;

namespace Gateway.Proxy.Budgets;

/// <summary>LiteLLM's <c>GET /provider/budgets</c>.</summary>
internal static class ProviderBudgetsEndpoint
{
    public static void MapProviderBudgets(this IEndpointRouteBuilder routes) =>
        routes.MapManagementGet("/provider/budgets", ManagementAccess.Viewer, "What providers have cost of their budgets", call => Task.FromResult<JsonNode>(Show(call)));

    // {"providers": {"openai": {"budget_limit": 100, "time_period": "1d", "spend": 12.5, "budget_reset_at": "2026-03-02T00:00:00+00:00"}}}
    private static JsonObject Show(ManagementCall call)
    {
        var providers = new JsonObject();
        foreach (var budget in call.Http.RequestServices.GetRequiredService<DeploymentBudgets>().All.Where(budget => budget.Kind == DeploymentBudget.OfProvider))
        {
            var state = budget.Spend.Counter.State(call.Now);
            providers[budget.Id] = new JsonObject
            {
                ["budget_limit"] = budget.Settings.Max,
                ["time_period"] = budget.Settings.Duration,
                ["spend"] = state.Spend,
                ["budget_reset_at"] = state.ResetAt,
            };
        }

        return new JsonObject { ["providers"] = providers };
    }
}
