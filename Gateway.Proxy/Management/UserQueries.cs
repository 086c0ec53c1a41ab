using System.Data.Common;
using System.Text.Json.Nodes;
using Gateway.Contracts;
using Gateway.Proxy.Hosting;
using Gateway.Proxy.Storage;

namespace Gateway.Proxy.Management;

/// <summary><c>/user/*</c>: what reads.</summary>
internal static class UserQueries
{
    private const int DefaultSize = 25;
    private const int LargestSize = 1000;

    public static void MapUserQueries(this IEndpointRouteBuilder routes)
    {
        routes.MapManagementGet("/user/info", ManagementAccess.Owner, "Show a user", InfoAsync);
        routes.MapManagementGet("/v2/user/info", ManagementAccess.Owner, "Show a user without keys and teams", ShortInfoAsync);
        routes.MapManagementGet("/user/list", ManagementAccess.Viewer, "List users", ListAsync);
    }

    /// <summary>A user as clients see it: the stored record, with the spend known here, which is ahead of it.</summary>
    public static JsonObject Show(ManagementCall call, UserInfo user)
    {
        var live = call.Directory.User(user.UserId);
        user.Spend = live.Settings.Exists ? live.Spend.Spend(call.Now) : user.Spend;
        return Fields.ToNode(user, ContractsJson.Default.UserInfo);
    }

    private static async Task<JsonNode> InfoAsync(ManagementCall call)
    {
        var id = ReadableId(call);
        return await call.Store.ReadAsync<JsonNode>(async connection =>
        {
            var user = await ReadAsync(call, connection, id);
            var keys = await KeyStore.Table.ListAsync(connection, "WHERE user_id = @user AND replaced_by IS NULL ORDER BY created_at, token", p => p.Add("user", id), null, call.Aborted);
            var teams = new JsonArray();
            foreach (var team in user.Teams)
            {
                teams.Add((JsonNode?)(await TeamQueries.ReadAsync(call, connection, team) is { } row ? TeamQueries.Show(call, row) : null));
            }

            return new JsonObject
            {
                ["user_id"] = id,
                ["user_info"] = Show(call, user),
                ["keys"] = new JsonArray([.. keys.Select(key => KeyQueries.Show(call, key))]),
                ["teams"] = teams,
            };
        }, call.Aborted);
    }

    private static async Task<JsonNode> ShortInfoAsync(ManagementCall call)
    {
        var id = ReadableId(call);
        return Show(call, await call.Store.ReadAsync(connection => ReadAsync(call, connection, id), call.Aborted));
    }

    private static string ReadableId(ManagementCall call)
    {
        var id = call.Query("user_id") ?? call.Caller.UserId ?? throw ManagementException.Missing("user_id");
        return call.Caller.ReadsAll || call.Caller.Owns(id) ? id : throw call.Forbidden();
    }

    private static async Task<UserInfo> ReadAsync(ManagementCall call, DbConnection connection, string id)
    {
        var user = await UserStore.Table.FindAsync(connection, id, null, call.Aborted) ?? throw ManagementException.NotFound("user", id);
        user.Teams = await TeamStore.TeamsOfAsync(connection, id, null, call.Aborted);
        user.OrganizationMemberships = await OrganizationStore.MembershipsAsync(connection, id, null, call.Aborted);
        return user;
    }

    private static async Task<JsonNode> ListAsync(ManagementCall call)
    {
        var (page, size) = (call.Query("page", 1, int.MaxValue), call.Query("page_size", DefaultSize, LargestSize));
        var filter = new SqlFilter();
        filter.Equal("user_role", call.Query("role"));
        filter.Equal("user_email", call.Query("user_email"));
        filter.Equal("user_id", call.Query("user_id") ?? call.Query("user_ids"));
        filter.Contains(call.Query("search"), "user_id", "user_email", "user_alias");
        return await call.Store.ReadAsync<JsonNode>(async connection =>
        {
            var (users, total) = await UserStore.Table.PageAsync(connection, filter, "created_at DESC, user_id", page, size, call.Aborted);
            foreach (var user in users)
            {
                user.Teams = await TeamStore.TeamsOfAsync(connection, user.UserId, null, call.Aborted);
            }

            return TablePages.Answer("users", users.Select(user => Show(call, user)), total, page, size);
        }, call.Aborted);
    }
}
