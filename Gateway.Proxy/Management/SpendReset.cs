using System.Text.Json.Nodes;
using Gateway.Proxy.Spend;
using Gateway.Proxy.Storage;

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
            throw ManagementException.Forbidden(call.Http.Request.Path);
        }

        // What still waits in the journal belongs to the time before.
        await call.Http.RequestServices.GetRequiredService<SpendWriter>().FlushAsync(call.Aborted);
        await call.ChangeAsync(async transaction =>
        {
            await transaction.ResetSpendAsync("virtual_keys", "token");
            await transaction.ResetSpendAsync("teams", "team_id");
            return 0;
        });
        return new JsonObject { ["message"] = "Spend for all API Keys and Teams reset successfully", ["status"] = "success" };
    }

    private static async Task ResetSpendAsync(this ManagementTransaction transaction, string table, string id)
    {
        await transaction.Connection.ExecuteAsync($"UPDATE {table} SET spend = 0", transaction: transaction.Transaction, cancellationToken: transaction.Cancellation);
        if (table == "teams")
        {
            // Members begin anew with their team.
            await transaction.Connection.ExecuteAsync("UPDATE team_members SET spend = 0", transaction: transaction.Transaction, cancellationToken: transaction.Cancellation);
        }

        await transaction.RecordAllSpendSetAsync(table, id);
    }
}
