using System.Text.Json.Nodes;
using Gateway.Contracts;
using Gateway.Proxy.Configuration;
using Gateway.Proxy.Hosting;
using Gateway.Proxy.Model;
using Gateway.Proxy.Storage;

namespace Gateway.Proxy.Management;

/// <summary><c>/user/*</c>: changes. What reads is in <see cref="UserQueries"/>.</summary>
internal static class UserEndpoints
{
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
        routes.MapUserQueries();
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
        var answer = UserQueries.Show(call, user);
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
        return new JsonObject { ["user_id"] = user.UserId, ["data"] = UserQueries.Show(call, user) };
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

}
