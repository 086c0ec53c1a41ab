using System.Data.Common;
using System.Text.Json.Nodes;
using Gateway.Contracts;
using Gateway.Proxy.Configuration;
using Gateway.Proxy.Hosting;
using Gateway.Proxy.Model;
using Gateway.Proxy.Storage;

namespace Gateway.Proxy.Management;

/// <summary><c>/user/*</c>.</summary>
internal static class UserEndpoints
{
    private const int DefaultSize = 25;
    private const int LargestSize = 1000;

    private static readonly string[] s_fields =
    [
        "user_email", "user_alias", "user_role", "models", "max_budget", "budget_duration", "tpm_limit", "rpm_limit", "max_parallel_requests", "metadata",
    ];

    // The rest is for the key that is made along with a user.
    private static readonly string[] s_all = [.. s_fields, .. KeyForm.All, "user_id", "teams", "organizations", "auto_create_key"];

    // What of /user/new is about the user and not about the key made with it.
    private static readonly string[] s_notForKey = ["user_email", "user_alias", "user_role", "teams", "organizations", "models", "metadata", "max_budget", "budget_duration", "tpm_limit", "rpm_limit", "max_parallel_requests", "spend"];

    public static void MapUsers(this IEndpointRouteBuilder routes)
    {
        routes.MapManagementPost("/user/new", ManagementAccess.Admin, "Make a user", NewAsync, s_all);
        routes.MapManagementPost("/user/update", ManagementAccess.Admin, "Update a user", call => UpdateAsync(call, call.Body), s_all);
        routes.MapManagementPost("/user/bulk_update", ManagementAccess.Admin, "Update many users", UpdateManyAsync);
        routes.MapManagementPost("/user/delete", ManagementAccess.Admin, "Delete users and their keys", DeleteAsync);
        routes.MapManagementGet("/user/info", ManagementAccess.Owner, "Show a user", InfoAsync);
        routes.MapManagementGet("/v2/user/info", ManagementAccess.Owner, "Show a user without keys and teams", ShortInfoAsync);
        routes.MapManagementGet("/user/list", ManagementAccess.Viewer, "List users", ListAsync);
    }

    /// <summary>The user that a member entry names by id or e-mail; made when there is none.</summary>
    public static async Task<UserInfo> FindOrAddAsync(ManagementTransaction transaction, LitellmSettings settings, string? id, string? email)
    {
        var known = id is not null
            ? await transaction.FindAsync(UserStore.Table, id)
            : (await transaction.ListAsync(UserStore.Table, "WHERE user_email = @email", p => p.Add("email", email))).FirstOrDefault();
        if (known is not null)
        {
            return known;
        }

        var defaults = new JsonObject();
        CreationDefaults.FillUser(defaults, settings);
        var user = await MergeAsync(transaction, settings.Timezone, new UserInfo { UserId = id ?? Guid.NewGuid().ToString(), UserEmail = email, CreatedAt = transaction.Now }, defaults);
        await transaction.InsertAsync(UserStore.Table, user);
        return user;
    }

    private static async Task<JsonNode> NewAsync(ManagementCall call)
    {
        var (user, key) = await call.ChangeAsync(async transaction =>
        {
            var id = call.Text("user_id") is { Length: > 0 } chosen ? chosen : Guid.NewGuid().ToString();
            if (await transaction.FindAsync(UserStore.Table, id) is not null)
            {
                throw ManagementException.Invalid("user_id", "this user exists already.");
            }

            CreationDefaults.FillUser(call.Body, call.Snapshot.Config.LitellmSettings);
            var user = await MergeAsync(transaction, call.Zone, new UserInfo { UserId = id, CreatedAt = call.Now }, call.Body);
            user.Spend = call.Number("spend") ?? 0;
            await transaction.InsertAsync(UserStore.Table, user);
            foreach (var team in call.Texts("teams"))
            {
                await TeamMembers.PutAsync(transaction, team, new TeamMember { UserId = id });
                user.Teams.Add(team);
            }

            foreach (var organization in call.Texts("organizations"))
            {
                var member = new OrganizationMember { OrganizationId = organization, UserId = id, UserEmail = user.UserEmail };
                await OrganizationMembers.PutAsync(transaction, member);
                (user.OrganizationMemberships ??= []).Add(member);
            }

            if (call.Flag("auto_create_key") == false)
            {
                return (user, (KeyInfo?)null);
            }

            var body = (JsonObject)call.Body.DeepClone();
            foreach (var field in s_notForKey)
            {
                body.Remove(field);
            }

            body["user_id"] = id;
            return (user, (KeyInfo?)await KeyEndpoints.InsertAsync(call, transaction, body));
        });
        var answer = Show(call, user);
        answer["key"] = key?.Key;
        answer["token"] = key?.Token;
        answer["key_alias"] = key?.KeyAlias;
        answer["key_name"] = key?.KeyName;
        answer["expires"] = key?.Expires;
        return answer;
    }

    private static async Task<JsonNode> UpdateAsync(ManagementCall call, JsonObject body)
    {
        var user = await call.ChangeAsync(async transaction =>
        {
            var before = await FindAsync(transaction, body);
            var after = await MergeAsync(transaction, call.Zone, before, body);
            var spend = ManagementCall.Number(body, "spend");
            after.Spend = spend ?? after.Spend;
            await transaction.UpdateAsync(UserStore.Table, before, after, spend);
            after.Teams = await TeamStore.TeamsOfAsync(transaction.Connection, after.UserId, transaction.Transaction, call.Aborted);
            return after;
        });
        return new JsonObject { ["user_id"] = user.UserId, ["data"] = Show(call, user) };
    }

    private static async Task<JsonNode> DeleteAsync(ManagementCall call)
    {
        var ids = call.Texts("user_ids") is { Count: > 0 } given ? given : throw ManagementException.Missing("user_ids");
        await call.ChangeAsync(async transaction =>
        {
            foreach (var id in ids)
            {
                var user = await transaction.FindAsync(UserStore.Table, id) ?? throw ManagementException.NotFound("user", id);
                foreach (var key in await transaction.ListAsync(KeyStore.Table, "WHERE user_id = @user", p => p.Add("user", id)))
                {
                    await transaction.DeleteAsync(KeyStore.Table, key);
                }

                foreach (var team in await TeamStore.TeamsOfAsync(transaction.Connection, id, transaction.Transaction, call.Aborted))
                {
                    await TeamMembers.DeleteAsync(transaction, team, id);
                }

                foreach (var member in await OrganizationStore.MembershipsAsync(transaction.Connection, id, transaction.Transaction, call.Aborted))
                {
                    await OrganizationMembers.DeleteAsync(transaction, member);
                }

                await transaction.DeleteAsync(UserStore.Table, user);
            }

            return 0;
        });
        return new JsonObject { ["deleted_users"] = new JsonArray([.. ids.Select(id => (JsonNode)id)]) };
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
                teams.Add((JsonNode?)(await TeamEndpoints.ReadAsync(call, connection, team) is { } row ? TeamEndpoints.Show(call, row) : null));
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

            return new JsonObject
            {
                ["users"] = new JsonArray([.. users.Select(user => Show(call, user))]),
                ["total"] = total,
                ["page"] = page,
                ["page_size"] = size,
                ["total_pages"] = (total + size - 1) / size,
            };
        }, call.Aborted);
    }

    private static async Task<UserInfo> MergeAsync(ManagementTransaction transaction, TimeZoneInfo zone, UserInfo current, JsonObject body)
    {
        var user = Fields.Merge(current, body, ContractsJson.Default.UserInfo, s_fields);
        Checks.OneOf("user_role", user.UserRole, UserRoles.All);
        Checks.NotNegative("max_budget", user.MaxBudget);
        Checks.NotNegative("tpm_limit", user.TpmLimit);
        Checks.NotNegative("rpm_limit", user.RpmLimit);
        Checks.NotNegative("max_parallel_requests", user.MaxParallelRequests);
        if (user.UserEmail is { } email && await transaction.AnyAsync("SELECT 1 FROM users WHERE user_email = @email AND user_id <> @id", p =>
        {
            p.Add("email", email);
            p.Add("id", user.UserId);
        }))
        {
            throw ManagementException.Invalid("user_email", "another user has this e-mail address.");
        }

        user.BudgetResetAt = Checks.ResetAt(user.BudgetDuration, current.BudgetDuration, current.BudgetResetAt, transaction.Now, zone);
        user.UpdatedAt = transaction.Now;
        return user;
    }

    // {"users": [{"user_id": "…", "max_budget": 5}, …]}, or {"all_users": true, "user_updates": {"max_budget": 5}}: each user by itself,
    // so that one bad entry does not undo the others.
    private static async Task<JsonNode> UpdateManyAsync(ManagementCall call)
    {
        var items = call.Flag("all_users") == true ? await AllAsync(call) : call.Body["users"] as JsonArray ?? throw ManagementException.Missing("users");
        var results = new JsonArray();
        var failed = 0;
        foreach (var item in items)
        {
            var body = item as JsonObject ?? throw ManagementException.Invalid("users", "must be a list of objects.");
            var result = new JsonObject { ["user_id"] = ManagementCall.Text(body, "user_id"), ["user_email"] = ManagementCall.Text(body, "user_email") };
            try
            {
                result["updated_user"] = (await UpdateAsync(call, body))["data"]!.DeepClone();
                result["success"] = true;
            }
            catch (ManagementException exception)
            {
                failed++;
                result["success"] = false;
                result["error"] = exception.Error.Message;
            }

            results.Add((JsonNode)result);
        }

        return new JsonObject { ["results"] = results, ["total_requested"] = items.Count, ["successful_updates"] = items.Count - failed, ["failed_updates"] = failed };
    }

    private static async Task<JsonArray> AllAsync(ManagementCall call)
    {
        var updates = call.Body["user_updates"] as JsonObject ?? throw ManagementException.Missing("user_updates");
        var users = await call.Store.ReadAsync(connection => UserStore.Table.ListAsync(connection, "ORDER BY user_id", null, null, call.Aborted), call.Aborted);
        return new JsonArray([.. users.Select(user =>
        {
            var body = (JsonObject)updates.DeepClone();
            body["user_id"] = user.UserId;
            return (JsonNode)body;
        })]);
    }

    private static async Task<UserInfo> FindAsync(ManagementTransaction transaction, JsonObject body)
    {
        if (ManagementCall.Text(body, "user_id") is { Length: > 0 } id)
        {
            return await transaction.FindAsync(UserStore.Table, id) ?? throw ManagementException.NotFound("user", id);
        }

        var email = ManagementCall.Text(body, "user_email") ?? throw ManagementException.Missing("user_id");
        return (await transaction.ListAsync(UserStore.Table, "WHERE user_email = @email", p => p.Add("email", email))).FirstOrDefault()
            ?? throw ManagementException.NotFound("user", email);
    }

    private static JsonObject Show(ManagementCall call, UserInfo user)
    {
        var live = call.Directory.User(user.UserId);
        user.Spend = live.Settings.Exists ? live.Spend.Spend(call.Now) : user.Spend;
        return Fields.ToNode(user, ContractsJson.Default.UserInfo);
    }
}
