using System.Text.Json.Nodes;
using Gateway.Contracts;
using Gateway.Proxy.Hosting;
using Gateway.Proxy.Storage;

namespace Gateway.Proxy.Management;

/// <summary>Who is in a team: <c>/team/member_*</c>, also used where users and teams are made.</summary>
internal static class TeamMembers
{
    public const string KeyDuration = "team_member_key_duration";

    public static void MapTeamMembers(this IEndpointRouteBuilder routes)
    {
        routes.MapManagementPost("/team/member_add", ManagementAccess.ByRights, "Add members to a team", AddAsync);
        routes.MapManagementPost("/team/bulk_member_add", ManagementAccess.ByRights, "Add many members to a team", AddManyAsync);
        routes.MapManagementPost("/team/member_update", ManagementAccess.ByRights, "Update a member of a team", UpdateAsync);
        routes.MapManagementPost("/team/member_delete", ManagementAccess.ByRights, "Take a member out of a team", DeleteAsync);
    }

    public static async Task PutAsync(ManagementTransaction transaction, string teamId, TeamMember member)
    {
        if (await transaction.FindAsync(TeamStore.Table, teamId) is null)
        {
            throw ManagementException.NotFound("team", teamId);
        }

        Checks.OneOf("role", member.Role, "admin", "user");
        Checks.NotNegative("max_budget_in_team", member.MaxBudgetInTeam);
        Checks.NotNegative("tpm_limit", member.TpmLimit);
        Checks.NotNegative("rpm_limit", member.RpmLimit);
        await TeamStore.PutMemberAsync(transaction.Connection, teamId, member, transaction.Transaction, transaction.Cancellation);
        await transaction.RecordAsync("member_put", TeamStore.Table.Name, teamId, null, Fields.ToNode(member, ContractsJson.Default.TeamMember).ToJsonString(), spendSet: false);
    }

    public static async Task DeleteAsync(ManagementTransaction transaction, string teamId, string userId)
    {
        await TeamStore.DeleteMemberAsync(transaction.Connection, teamId, userId, transaction.Transaction, transaction.Cancellation);
        await transaction.RecordAsync("member_deleted", TeamStore.Table.Name, teamId, new JsonObject { ["user_id"] = userId }.ToJsonString(), null, spendSet: false);
    }

    /// <summary>What the team gives to those who join it.</summary>
    public static TeamMember Standard(TeamInfo team) => new()
    {
        MaxBudgetInTeam = Standard(team, "team_member_budget"),
        TpmLimit = (long?)Standard(team, "team_member_tpm_limit"),
        RpmLimit = (long?)Standard(team, "team_member_rpm_limit"),
    };

    /// <summary>What the team gives to the keys that its members make: how long they last, where that is not said.</summary>
    public static async Task FillKeyAsync(ManagementTransaction transaction, JsonObject body)
    {
        if (!body.ContainsKey("duration") && ManagementCall.Text(body, "user_id") is not null && ManagementCall.Text(body, "team_id") is { Length: > 0 } id
            && await transaction.FindAsync(TeamStore.Table, id) is { } team && ManagementCall.Text(team.Metadata, KeyDuration) is { } duration)
        {
            body["duration"] = duration;
        }
    }

    /// <summary>Adds what a body lists, see <see cref="MemberEntry"/>.</summary>
    /// <param name="call">Who adds them.</param>
    /// <param name="transaction">What else is changed with it.</param>
    /// <param name="team">The team that they join.</param>
    /// <param name="field">Where the entries were, for errors.</param>
    /// <param name="entries">As they were sent.</param>
    /// <param name="limits">Budget and limits of each of them.</param>
    public static async Task AddAsync(ManagementCall call, ManagementTransaction transaction, TeamInfo team, string field, JsonNode? entries, TeamMember limits)
    {
        foreach (var entry in MemberEntry.Read(field, entries))
        {
            var user = await UserEndpoints.FindOrAddAsync(transaction, call.Snapshot.Config.LitellmSettings, entry.UserId, entry.UserEmail);
            await PutAsync(transaction, team.TeamId, limits with { UserId = user.UserId, Role = entry.Role ?? "user" });
        }
    }

    private static async Task<JsonNode> AddAsync(ManagementCall call)
    {
        var member = call.Body["member"] ?? throw ManagementException.Missing("member");
        var joins = Joins(call, member);
        var answer = await ChangeAsync(call, async (transaction, team) =>
        {
            await AddAsync(call, transaction, team, "member", member, joins ? Standard(team) : Limits(call, Standard(team)));
        }, joins);
        answer["updated_users"] = new JsonArray();
        answer["updated_team_memberships"] = new JsonArray();
        return answer;
    }

    // {"team_id": "…", "members": [{"role": "user", "user_id": "…"}, …], "max_budget_in_team": 5}, or "all_users": true: all of them, or none.
    private static async Task<JsonNode> AddManyAsync(ManagementCall call)
    {
        var all = call.Flag("all_users") == true;
        if (all && !call.Caller.IsAdmin)
        {
            throw call.Forbidden();
        }

        var added = new JsonArray();
        var answer = await ChangeAsync(call, async (transaction, team) =>
        {
            var present = team.MembersWithRoles.Select(member => member.UserId).ToHashSet();
            JsonNode entries = all
                ? new JsonArray([.. (await transaction.ListAsync(UserStore.Table, "ORDER BY user_id", null))
                    .Where(user => !present.Contains(user.UserId))
                    .Select(user => (JsonNode)new JsonObject { ["user_id"] = user.UserId, ["role"] = "user" })])
                : call.Body["members"] as JsonArray ?? throw ManagementException.Missing("members");
            await AddAsync(call, transaction, team, "members", entries, Limits(call, Standard(team)));
            added = (JsonArray)entries.DeepClone();
        });
        return new JsonObject
        {
            ["team_id"] = call.RequiredText("team_id"),
            ["results"] = new JsonArray([.. added.OfType<JsonObject>().Select(entry => (JsonNode)new JsonObject
            {
                ["user_id"] = ManagementCall.Text(entry, "user_id"),
                ["user_email"] = ManagementCall.Text(entry, "user_email"),
                ["success"] = true,
            })]),
            ["total_requested"] = added.Count,
            ["successful_additions"] = added.Count,
            ["failed_additions"] = 0,
            ["updated_team"] = answer,
        };
    }

    private static async Task<JsonNode> UpdateAsync(ManagementCall call)
    {
        TeamMember? updated = null;
        await ChangeAsync(call, async (transaction, team) =>
        {
            var member = Find(call, team);
            updated = Limits(call, member) with { Role = call.Text("role") ?? member.Role };
            await PutAsync(transaction, team.TeamId, updated);
        });
        return Fields.ToNode(updated!, ContractsJson.Default.TeamMember);
    }

    private static async Task<JsonNode> DeleteAsync(ManagementCall call) =>
        await ChangeAsync(call, (transaction, team) => DeleteAsync(transaction, team.TeamId, Find(call, team).UserId!));

    // Those that were sent; null takes one away.
    private static TeamMember Limits(ManagementCall call, TeamMember before) => before with
    {
        MaxBudgetInTeam = call.Body.ContainsKey("max_budget_in_team") ? call.Number("max_budget_in_team") : before.MaxBudgetInTeam,
        TpmLimit = call.Body.ContainsKey("tpm_limit") ? call.Integer("tpm_limit") : before.TpmLimit,
        RpmLimit = call.Body.ContainsKey("rpm_limit") ? call.Integer("rpm_limit") : before.RpmLimit,
    };

    private static double? Standard(TeamInfo team, string field) =>
        team.Metadata[field] is JsonValue value && value.TryGetValue<double>(out var number) ? number : null;

    // Everybody may put himself, as a plain member, into a team that the config opens; with the limits that the team gives to all.
    private static bool Joins(ManagementCall call, JsonNode member) =>
        !call.Caller.IsAdmin
        && !call.Caller.OnlyReads
        && !call.Caller.IsMemberOf(call.RequiredText("team_id"))
        && call.Snapshot.Config.LitellmSettings.AvailableTeams.Contains(call.RequiredText("team_id"))
        && (member is JsonArray { Count: 1 } list ? list[0] : member) is JsonObject entry
        && call.Caller.Owns(ManagementCall.Text(entry, "user_id"))
        && (ManagementCall.Text(entry, "role") ?? "user") == "user";

    private static async Task<JsonObject> ChangeAsync(ManagementCall call, Func<ManagementTransaction, TeamInfo, Task> work, bool joins = false)
    {
        var id = call.RequiredText("team_id");
        if (!joins && !call.Caller.IsAdmin && !call.Caller.IsAdminOf(id))
        {
            throw call.Forbidden();
        }

        return TeamQueries.Show(call, await call.ChangeAsync(async transaction =>
        {
            await work(transaction, await TeamEndpoints.FindAsync(transaction, id));
            return await TeamEndpoints.FindAsync(transaction, id);
        }));
    }

    private static TeamMember Find(ManagementCall call, TeamInfo team)
    {
        var (id, email) = (call.Text("user_id"), call.Text("user_email"));
        if (id is null && email is null)
        {
            throw ManagementException.Missing("user_id");
        }

        return team.MembersWithRoles.FirstOrDefault(member => id is not null ? member.UserId == id : member.UserEmail == email)
            ?? throw ManagementException.NotFound("team member", id ?? email!);
    }
}
