using System.Text.Json.Nodes;
using Gateway.Contracts;
using Gateway.Proxy.Hosting;
using Gateway.Proxy.Keys;
using Gateway.Proxy.Model;
using Gateway.Proxy.Spend;

namespace Gateway.Proxy.Management;

/// <summary>
/// <c>POST /key/health</c>: is this key in order? About the key that calls, or another one that it may read:
/// <code>
/// {"key": "sk-… or a hash"}
/// </code>
/// </summary>
internal static class KeyHealthEndpoint
{
    private const string Healthy = "healthy";
    private const string Unhealthy = "unhealthy";

    public static void MapKeyHealth(this IEndpointRouteBuilder routes) =>
        routes.MapManagementPost("/key/health", ManagementAccess.Owner, "Is this key in order?", ShowAsync);

    private static async Task<JsonNode> ShowAsync(ManagementCall call)
    {
        var (key, row) = await FindAsync(call);
        var (status, details) = Status(key, call.Now);
        var logging = Logging(row);
        return Fields.ToNode(
            new KeyHealth(status == "valid" ? Healthy : Unhealthy, status, details, SpendLogs(call), logging), ContractsJson.Default.KeyHealth);
    }

    private static async Task<(VirtualKey Key, KeyInfo? Row)> FindAsync(ManagementCall call)
    {
        var own = call.Caller.Key;
        var token = call.Text("key") is { Length: > 0 } asked ? KeyToken.Hash(asked) : own.HashText;
        if (own.IsMaster && token == own.HashText)
        {
            return (own, null);
        }

        var row = await call.Store.ReadAsync(connection => KeyQueries.FindAsync(connection, token, call.Aborted), call.Aborted);
        if (row is null || !KeyQueries.MayRead(call.Caller, row))
        {
            throw row is null && call.Caller.ReadsAll ? KeyQueries.Unknown() : call.Forbidden();
        }

        return ((KeyHash.TryParse(token, out var hash) ? call.Directory.Find(hash) : null) ?? throw KeyQueries.Unknown(), row);
    }

    private static (string Status, string? Details) Status(VirtualKey key, DateTimeOffset now) => key switch
    {
        { Blocked: true } => ("blocked", "The key is blocked; /key/unblock puts it back."),
        { Expires: { } expires } when now >= expires => ("expired", $"The key expired at {expires:u}."),
        { Team: { Settings.Blocked: true } team } => ("team_blocked", $"The key's team '{team.Id}' is blocked; /team/unblock puts it back."),
        _ when key.MaxBudgetAt(now) is { } max && key.State.Spend.Spend(now) >= max => ("budget_exceeded", "The key has spent its budget."),
        _ => ("valid", null),
    };

    // [{"callback_name": "langfuse", …}]: LiteLLM's way to give a key callbacks of its own, which the gateway does not have.
    private static KeyLogging? Logging(KeyInfo? row)
    {
        if (row?.Metadata["logging"] is not JsonArray { Count: > 0 } entries)
        {
            return null;
        }

        var names = entries.OfType<JsonObject>().Select(entry => entry["callback_name"]?.ToString()).OfType<string>().ToList();
        return new KeyLogging(names, Unhealthy, "The gateway has no callbacks for single keys: spend logs and OpenTelemetry have the requests of all of them.");
    }

    private static string SpendLogs(ManagementCall call) =>
        call.Http.RequestServices.GetRequiredService<SpendStats>().IsConnected ? Healthy : "delayed";
}
