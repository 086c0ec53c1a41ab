using System.Data.Common;
using System.Text.Json.Nodes;
using Gateway.Contracts;
using Gateway.Proxy.Hosting;
using Gateway.Proxy.Keys;
using Gateway.Proxy.OpenAI;
using Gateway.Proxy.Storage;

namespace Gateway.Proxy.Management;

/// <summary><c>/key/info</c>, <c>/key/list</c> and the like: what changes nothing.</summary>
internal static class KeyQueries
{
    private const int DefaultSize = 10;
    private const int LargestSize = 1000;

    // By themselves, or with their team.
    private const string OfOrganization = """
        SELECT token FROM virtual_keys WHERE organization_id = @organization
        UNION SELECT k.token FROM virtual_keys k JOIN teams t ON t.team_id = k.team_id WHERE t.organization_id = @organization
        """;

    private static readonly string[] s_sortable = ["created_at", "updated_at", "key_alias", "spend", "max_budget", "expires", "user_id", "team_id", "token", "key_name"];

    public static void MapKeyQueries(this IEndpointRouteBuilder routes)
    {
        routes.MapManagementGet("/key/info", ManagementAccess.Owner, "A key's settings and spend", InfoAsync);
        routes.MapManagementPost("/v2/key/info", ManagementAccess.Owner, "Settings and spend of several keys", ManyInfosAsync);
        routes.MapManagementGet("/key/list", ManagementAccess.Owner, "List keys", ListAsync);
        routes.MapManagementGet("/key/aliases", ManagementAccess.Viewer, "List key aliases", AliasesAsync);
        routes.MapKeyHealth();
    }

    /// <summary>A key as clients see it: the stored record, with the spend known here, which is ahead of it.</summary>
    public static JsonObject Show(ManagementCall call, KeyInfo key)
    {
        if (KeyHash.TryParse(key.Token, out var hash) && call.Directory.Find(hash) is { } live)
        {
            key.Spend = live.State.Spend.Spend(call.Now);
        }

        return Fields.ToNode(key, ContractsJson.Default.KeyInfo);
    }

    /// <summary>Says nothing about what was sent: it may be a key.</summary>
    public static ManagementException Unknown() => new(new GatewayError(404, "token_not_found_in_db", "key_not_found", "There is no such key.") { Param = "key" });

    private static async Task<JsonNode> InfoAsync(ManagementCall call)
    {
        if (call.Query("key") is null && call.Caller.Key.IsMaster)
        {
            throw ManagementException.Missing("key");
        }

        var token = call.Query("key") is { } key ? KeyToken.Hash(key) : call.Caller.Key.HashText;
        var row = await call.Store.ReadAsync(connection => FindAsync(connection, token, call.Aborted), call.Aborted);
        if (row is null || !MayRead(call.Caller, row))
        {
            throw row is null && call.Caller.ReadsAll ? Unknown() : call.Forbidden();
        }

        return new JsonObject { ["key"] = row.Token, ["info"] = Show(call, row) };
    }

    private static async Task<JsonNode> ManyInfosAsync(ManagementCall call)
    {
        var tokens = call.Texts("keys").Select(KeyToken.Hash).ToList();
        if (tokens.Count == 0)
        {
            throw ManagementException.Missing("keys");
        }

        var infos = new JsonArray();
        foreach (var token in tokens)
        {
            if (await call.Store.ReadAsync(connection => FindAsync(connection, token, call.Aborted), call.Aborted) is { } row && MayRead(call.Caller, row))
            {
                infos.Add((JsonNode)Show(call, row));
            }
        }

        return new JsonObject { ["key"] = new JsonArray([.. tokens.Select(token => (JsonNode)token)]), ["info"] = infos };
    }

    private static async Task<JsonNode> ListAsync(ManagementCall call)
    {
        var (page, size) = (call.Query("page", 1, int.MaxValue), call.Query("size", DefaultSize, LargestSize));
        var filter = Filter(call);
        var sortBy = call.Query("sort_by") ?? "created_at";
        Checks.OneOf("sort_by", sortBy, s_sortable);
        var order = call.Query("sort_order") ?? "desc";
        Checks.OneOf("sort_order", order, "asc", "desc");
        return await call.Store.ReadAsync<JsonNode>(async connection =>
        {
            var (rows, total) = await KeyStore.Table.PageAsync(connection, filter, $"{sortBy} {order}, token", page, size, call.Aborted);
            var full = call.QueryFlag("return_full_object");
            return new JsonObject
            {
                ["keys"] = new JsonArray([.. rows.Select(row => full ? Show(call, row) : (JsonNode)row.Token)]),
                ["total_count"] = total,
                ["current_page"] = page,
                ["total_pages"] = (total + size - 1) / size,
            };
        }, call.Aborted);
    }

    private static async Task<JsonNode> AliasesAsync(ManagementCall call)
    {
        var aliases = await call.Store.ReadAsync(
            connection => connection.QueryAsync(
                "SELECT key_alias FROM virtual_keys WHERE key_alias IS NOT NULL AND replaced_by IS NULL ORDER BY key_alias", row => row.GetString(0), cancellationToken: call.Aborted),
            call.Aborted);
        return new JsonObject { ["aliases"] = new JsonArray([.. aliases.Select(alias => (JsonNode)alias)]), ["total_count"] = aliases.Count };
    }

    private static SqlFilter Filter(ManagementCall call)
    {
        var filter = new SqlFilter("replaced_by IS NULL");
        filter.Equal("user_id", call.Query("user_id"));
        filter.Equal("team_id", call.Query("team_id"));
        if (call.Query("organization_id") is { } organization)
        {
            filter.In("token", OfOrganization, ("organization", organization));
        }

        filter.Equal("key_alias", call.Query("key_alias"));
        filter.Equal("token", call.Query("key_hash") is { } hash ? KeyToken.Hash(hash) : null);
        filter.Equal("budget_id", call.Query("budget_id"));
        filter.Contains(call.Query("search"), "key_alias", "key_name", "user_id", "team_id", "token");
        if (call.Caller.ReadsAll || call.Caller.MayInTeam(call.Query("team_id"), TeamPermissions.List) || call.Caller.IsAdminOfOrganization(call.Query("organization_id")))
        {
            return filter;
        }

        // Others see their own, whatever they ask for.
        if (call.Caller.UserId is { } user)
        {
            filter.Equal("user_id", user, "owner");
        }
        else
        {
            filter.Equal("token", call.Caller.Key.HashText, "owner");
        }

        return filter;
    }

    public static async Task<KeyInfo?> FindAsync(DbConnection connection, string token, CancellationToken cancellationToken) =>
        await KeyStore.Table.FindAsync(connection, token, null, cancellationToken) is { ReplacedBy: null } row ? row : null;

    public static bool MayRead(Caller caller, KeyInfo key) =>
        caller.ReadsAll || key.Token == caller.Key.HashText || caller.Owns(key.UserId) || caller.MayInTeam(key.TeamId, TeamPermissions.Info) || caller.IsAdminOfOrganization(key.OrganizationId);
}
