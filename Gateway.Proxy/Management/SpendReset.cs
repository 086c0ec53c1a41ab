using System.Text.Json.Nodes;

namespace Gateway.Proxy.Management;

/// <summary><c>POST /global/spend/reset</c>: what keys and teams have spent counts as nothing from now on. Spend logs and reports stay.</summary>
internal static class SpendReset
{
    public static void MapSpendReset(this IEndpointRouteBuilder routes) =>
        routes.MapManagementPost("/global/spend/reset", ManagementAccess.Admin, "Set the spend of all keys and teams to 0", ResetAsync);

    private static async Task<JsonNode> ResetAsync(ManagementCall call)
    {
        // As in LiteLLM: too much for the key of any one person.
        if (!call.Caller.Key.IsMaster)
        {
            throw call.Forbidden();
        }

        await call.ChangeAsync(async transaction =>
        {
            await transaction.ResetAllSpendAsync("virtual_keys", "token");
            await transaction.ResetAllSpendAsync("teams", "team_id", "team_members");
            return 0;
        });
        return new JsonObject { ["message"] = "Spend for all API Keys and Teams reset successfully", ["status"] = "success" };
    }
}
