using System.Data.Common;
using System.Text.Json.Nodes;
using Gateway.Contracts;
using Gateway.Proxy.Hosting;
using Gateway.Proxy.Storage;

namespace Gateway.Proxy.Management;

/// <summary><c>/team/*</c>: what reads.</summary>
internal static class TeamQueries
{
    private const int DefaultSize = 10;
    private const int LargestSize = 100;

    private const string TeamsOfUser = "SELECT team_id FROM team_members WHERE user_id = @member";

    // What the caller is in, administers as the organization's, or has a key of.
    private const string OwnTeams = """
        SELECT team_id FROM team_members WHERE user_id = @caller
        UNION SELECT t.team_id FROM teams t JOIN organization_members m ON m.organization_id = t.organization_id WHERE m.user_id = @caller AND m.role = 'org_admin'
        UNION SELECT team_id FROM teams WHERE team_id = @own
        """;

    public static void MapTeamQueries(this IEndpointRouteBuilder routes)
    {
        routes.MapManagementGet("/team/list", ManagementAccess.Owner, "List teams", ListAsync);
        routes.MapManagementGet("/v2/team/list", ManagementAccess.Owner, "List teams by the page", PageAsync);
        routes.MapManagementGet("/team/available", ManagementAccess.Owner, "List teams that the caller may join", AvailableAsync);
        routes.MapManagementGet("/team/info", ManagementAccess.Owner, "Show a team", InfoAsync);
    }

    public static async Task<TeamInfo?> ReadAsync(ManagementCall call, DbConnection connection, string id)
    {
        var team = await TeamStore.Table.FindAsync(connection, id, null, call.Aborted);
        if (team is not null)
        {
            team.MembersWithRoles = await TeamStore.MembersAsync(connection, id, null, call.Aborted);
        }

        return team;
    }

    /// <summary>A team as clients see it: the stored record, with the spend known here, which is ahead of it.</summary>
    public static JsonObject Show(ManagementCall call, TeamInfo team)
    {
        var live = call.Directory.Team(team.TeamId);
        team.Spend = live.Settings.Exists ? live.Spend.Spend(call.Now) : team.Spend;
        return Fields.ToNode(team, ContractsJson.Default.TeamInfo);
    }

    private static async Task<JsonNode> ListAsync(ManagementCall call)
    {
        var filter = Filter(call);
        var (teams, members) = await call.Store.ReadAsync(
            async connection => (
                await TeamStore.Table.ListAsync(connection, $"{filter.Where} ORDER BY created_at, team_id", filter.Bind, null, call.Aborted),
                (await TeamStore.MembersAsync(connection, $"WHERE m.team_id IN (SELECT team_id FROM teams {filter.Where})", filter.Bind, null, call.Aborted)).ToLookup(member => member.TeamId)),
            call.Aborted);
        var answer = new JsonArray();
        foreach (var team in teams)
        {
            team.MembersWithRoles = [.. members[team.TeamId]];
            answer.Add((JsonNode)Show(call, team));
        }

        return answer;
    }

    // What the config's default_internal_user_params.available_teams names and the caller is no member of.
    private static async Task<JsonNode> AvailableAsync(ManagementCall call)
    {
        var answer = new JsonArray();
        foreach (var id in call.Snapshot.Config.LitellmSettings.AvailableTeams.Where(id => !call.Caller.IsMemberOf(id)))
        {
            if (await call.Store.ReadAsync(connection => ReadAsync(call, connection, id), call.Aborted) is { } team)
            {
                team.MembersWithRoles = [];
                answer.Add((JsonNode)Show(call, team));
            }
        }

        return answer;
    }

    private static async Task<JsonNode> PageAsync(ManagementCall call)
    {
        var (page, size) = (call.Query("page", 1, int.MaxValue), call.Query("page_size", DefaultSize, LargestSize));
        var filter = Filter(call);
        filter.Equal("team_id", call.Query("team_id"));
        filter.Contains(call.Query("team_alias"), "team_alias");
        return await call.Store.ReadAsync<JsonNode>(async connection =>
        {
            var (teams, total) = await TeamStore.Table.PageAsync(connection, filter, "created_at DESC, team_id", page, size, call.Aborted);
            foreach (var team in teams)
            {
                team.MembersWithRoles = await TeamStore.MembersAsync(connection, team.TeamId, null, call.Aborted);
            }

            return TablePages.Answer("teams", teams.Select(team => Show(call, team)), total, page, size);
        }, call.Aborted);
    }

    private static SqlFilter Filter(ManagementCall call)
    {
        var filter = new SqlFilter();
        filter.Equal("organization_id", call.Query("organization_id"));
        if (call.Query("user_id") is { } user)
        {
            filter.In("team_id", TeamsOfUser, ("member", user));
        }

        // Others see their own, whatever they ask for.
        if (!call.Caller.ReadsAll)
        {
            filter.In("team_id", OwnTeams, ("caller", call.Caller.UserId ?? ""), ("own", call.Caller.Key.TeamId ?? ""));
        }

        return filter;
    }

    private static async Task<JsonNode> InfoAsync(ManagementCall call)
    {
        var id = call.Query("team_id") ?? call.Caller.Key.TeamId ?? throw ManagementException.Missing("team_id");
        if (!call.Caller.ReadsAll && !call.Caller.IsMemberOf(id))
        {
            throw call.Forbidden();
        }

        return await call.Store.ReadAsync<JsonNode>(async connection =>
        {
            var team = await ReadAsync(call, connection, id) ?? throw ManagementException.NotFound("team", id);
            var keys = await KeyStore.Table.ListAsync(connection, "WHERE team_id = @team AND replaced_by IS NULL ORDER BY created_at, token", p => p.Add("team", id), null, call.Aborted);

            // A plain member sees the team, but not the other members' keys.
            var shown = keys.Where(key => KeyQueries.MayRead(call.Caller, key));
            return new JsonObject
            {
                ["team_id"] = id,
                ["team_info"] = Show(call, team),
                ["keys"] = new JsonArray([.. shown.Select(key => KeyQueries.Show(call, key))]),
                ["team_memberships"] = new JsonArray([.. team.MembersWithRoles.Select(member => Membership(call, id, member))]),
            };
        }, call.Aborted);
    }

    private static JsonObject Membership(ManagementCall call, string teamId, TeamMember member) => new JsonObject
    {
        ["user_id"] = member.UserId,
        ["team_id"] = teamId,
        ["spend"] = call.Directory.FindMember(teamId, member.UserId!)?.Spend.Spend(call.Now) ?? member.Spend,
        ["litellm_budget_table"] = Budget(member),
    };

    // LiteLLM keeps a member's limits in a budget of its own.
    private static JsonObject? Budget(TeamMember member) => member is { MaxBudgetInTeam: null, TpmLimit: null, RpmLimit: null } ? null : new JsonObject
    {
        ["max_budget"] = member.MaxBudgetInTeam,
        ["tpm_limit"] = member.TpmLimit,
        ["rpm_limit"] = member.RpmLimit,
    };
}
