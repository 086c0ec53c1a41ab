using System.Globalization;
using System.Text.Json.Nodes;
using Gateway.Contracts;
using Gateway.Proxy.Configuration;
using Gateway.Proxy.Hosting;
using Gateway.Proxy.Storage;

namespace Gateway.Proxy.Management;

/// <summary><c>/team/*</c>: changes. What reads is in <see cref="TeamQueries"/>; its members are in <see cref="TeamMembers"/>.</summary>
internal static class TeamEndpoints
{
    private static readonly string[] s_fields =
    [
        "team_alias", "organization_id", "models", "model_aliases", "max_budget", "soft_budget", "budget_duration", "tpm_limit", "rpm_limit", "max_parallel_requests",
        "model_rpm_limit", "model_tpm_limit", "blocked", "team_member_permissions", "metadata",
    ];

    private static readonly string[] s_all = [.. s_fields, .. MetadataFields.OfTeams, "team_id", "members_with_roles", "spend"];

    public static void MapTeams(this IEndpointRouteBuilder routes)
    {
        routes.MapManagementPost("/team/new", ManagementAccess.ByRights, "Make a team", NewAsync, s_all);
        routes.MapManagementPost("/team/update", ManagementAccess.ByRights, "Update a team", UpdateAsync, s_all);
        routes.MapManagementPost("/team/delete", ManagementAccess.ByRights, "Delete teams and their keys", DeleteAsync);
        routes.MapManagementPost("/team/block", ManagementAccess.ByRights, "Block a team", call => ChangeAsync(call, team => team with { Blocked = true }));
        routes.MapManagementPost("/team/unblock", ManagementAccess.ByRights, "Unblock a team", call => ChangeAsync(call, team => team with { Blocked = false }));
        routes.MapManagementPost("/team/model/add", ManagementAccess.ByRights, "Give a team models", call => ChangeAsync(call, team => team with { Models = [.. team.Models.Union(Models(call))] }));
        routes.MapManagementPost("/team/model/delete", ManagementAccess.ByRights, "Take models from a team", call => ChangeAsync(call, team => team with { Models = [.. team.Models.Except(Models(call))] }));
        routes.MapTeamQueries();
        routes.MapTeamMembers();
        routes.MapTeamPermissions();
    }

    public static async Task<TeamInfo> FindAsync(ManagementTransaction transaction, string id)
    {
        var team = await transaction.FindAsync(TeamStore.Table, id) ?? throw ManagementException.NotFound("team", id);
        team.MembersWithRoles = await TeamStore.MembersAsync(transaction.Connection, id, transaction.Transaction, transaction.Cancellation);
        return team;
    }

    /// <summary>The team with this id; made when there is none.</summary>
    public static async Task<TeamInfo> FindOrAddAsync(ManagementTransaction transaction, LitellmSettings settings, string id)
    {
        if (await transaction.FindAsync(TeamStore.Table, id) is { } known)
        {
            return known;
        }

        var defaults = new JsonObject();
        CreationDefaults.Fill(defaults, settings.DefaultTeamParams);
        var team = await MergeAsync(transaction, settings.Timezone, new TeamInfo { TeamId = id, CreatedAt = transaction.Now }, defaults);
        await transaction.InsertAsync(TeamStore.Table, team);
        return team;
    }

    /// <summary>With its keys.</summary>
    public static async Task DeleteAsync(ManagementTransaction transaction, TeamInfo team)
    {
        foreach (var key in await transaction.ListAsync(KeyStore.Table, "WHERE team_id = @team", p => p.Add("team", team.TeamId)))
        {
            await transaction.DeleteAsync(KeyStore.Table, key);
        }

        await transaction.DeleteAsync(TeamStore.Table, team);
    }

    private static JsonObject Changed(ManagementCall call, TeamInfo team)
    {
        var answer = TeamQueries.Show(call, team);
        MetadataFields.AddWarnings(answer, team.Metadata);
        return answer;
    }

    private static async Task<JsonNode> NewAsync(ManagementCall call)
    {
        RequireAdminOf(call, call.Text("organization_id"));
        RefuseFieldsOfAdmins(call, null);
        return Changed(call, await call.ChangeAsync(transaction => InsertAsync(call, transaction)));
    }

    private static async Task<TeamInfo> InsertAsync(ManagementCall call, ManagementTransaction transaction)
    {
        var id = call.Text("team_id") is { Length: > 0 } chosen ? chosen : Guid.NewGuid().ToString();
        if (await transaction.FindAsync(TeamStore.Table, id) is not null)
        {
            throw ManagementException.Invalid("team_id", "this team exists already.");
        }

        CreationDefaults.Fill(call.Body, call.Snapshot.Config.LitellmSettings.DefaultTeamParams);
        var team = await MergeAsync(transaction, call.Zone, new TeamInfo { TeamId = id, CreatedAt = call.Now }, call.Body);
        await transaction.InsertAsync(TeamStore.Table, team);
        if (call.Body["members_with_roles"] is { } members)
        {
            await TeamMembers.AddAsync(call, transaction, team, "members_with_roles", members, TeamMembers.Standard(team));
        }

        return await FindAsync(transaction, id);
    }

    private static async Task<JsonNode> UpdateAsync(ManagementCall call)
    {
        var id = call.RequiredText("team_id");
        RequireAdminFor(call, id);
        if (call.Body.ContainsKey("organization_id"))
        {
            RequireAdminOf(call, call.Text("organization_id"));
        }

        var team = await call.ChangeAsync(async transaction =>
        {
            var before = await FindAsync(transaction, id);
            RefuseFieldsOfAdmins(call, before.Metadata["priority"]);
            var after = await MergeAsync(transaction, call.Zone, before, call.Body);
            var spend = call.Number("spend");
            after.Spend = spend ?? after.Spend;
            await transaction.UpdateAsync(TeamStore.Table, before, after, spend);
            return after;
        });
        return new JsonObject { ["team_id"] = team.TeamId, ["data"] = Changed(call, team) };
    }

    private static async Task<JsonNode> DeleteAsync(ManagementCall call)
    {
        var ids = call.Texts("team_ids") is { Count: > 0 } given ? given : throw ManagementException.Missing("team_ids");
        ids.ForEach(id => RequireAdminFor(call, id));
        await call.ChangeAsync(async transaction =>
        {
            foreach (var id in ids)
            {
                await DeleteAsync(transaction, await FindAsync(transaction, id));
            }

            return 0;
        });
        return new JsonObject { ["deleted_teams"] = new JsonArray([.. ids.Select(id => (JsonNode)id)]) };
    }

    private static async Task<JsonNode> ChangeAsync(ManagementCall call, Func<TeamInfo, TeamInfo> change)
    {
        var id = call.RequiredText("team_id");
        RequireAdminFor(call, id);
        return TeamQueries.Show(call, await call.ChangeAsync(async transaction =>
        {
            var before = await FindAsync(transaction, id);
            var after = change(before) with { UpdatedAt = call.Now };
            await transaction.UpdateAsync(TeamStore.Table, before, after);
            return after;
        }));
    }

    // Admins of an organization make and change its teams, in the limits that it has itself.
    private static void RequireAdminFor(ManagementCall call, string teamId) => RequireAdminOf(call, call.Directory.FindTeam(teamId)?.Settings.Organization?.Id);

    private static void RequireAdminOf(ManagementCall call, string? organizationId)
    {
        if (!call.Caller.MayManage(organizationId))
        {
            throw call.Forbidden();
        }
    }

    private static void RefuseFieldsOfAdmins(ManagementCall call, JsonNode? priority)
    {
        if (!call.Caller.IsAdmin)
        {
            KeyRights.RefuseFor(call.Body, "spend");
            KeyRights.RefusePriority(call.Body, priority);
        }
    }

    // What the organization could not give anyway; its models are looked at when they are asked for.
    private static void CheckWithin(TeamInfo team, OrganizationInfo organization)
    {
        Within("max_budget", team.MaxBudget, organization.MaxBudget);
        Within("tpm_limit", team.TpmLimit, organization.TpmLimit);
        Within("rpm_limit", team.RpmLimit, organization.RpmLimit);

        static void Within(string field, double? value, double? most)
        {
            if (value > most)
            {
                throw ManagementException.Invalid(field, string.Create(CultureInfo.InvariantCulture, $"must be no more than the organization's, which is {most}."));
            }
        }
    }

    private static async Task<TeamInfo> MergeAsync(ManagementTransaction transaction, TimeZoneInfo zone, TeamInfo current, JsonObject body)
    {
        var team = Fields.Merge(current, body, ContractsJson.Default.TeamInfo, s_fields);
        MetadataFields.Merge(body, team.Metadata, MetadataFields.OfTeams);
        Checks.Period(TeamMembers.KeyDuration, ManagementCall.Text(team.Metadata, TeamMembers.KeyDuration), TimeZoneInfo.Utc);
        Checks.NotNegative("max_budget", team.MaxBudget);
        Checks.NotNegative("soft_budget", team.SoftBudget);
        Checks.NotNegative("tpm_limit", team.TpmLimit);
        Checks.NotNegative("rpm_limit", team.RpmLimit);
        Checks.NotNegative("max_parallel_requests", team.MaxParallelRequests);
        Checks.NotNegative("model_rpm_limit", team.ModelRpmLimit);
        Checks.NotNegative("model_tpm_limit", team.ModelTpmLimit);
        team.OrganizationId = team.OrganizationId is "" ? null : team.OrganizationId;
        var organization = body.ContainsKey("organization_id") ? await OrganizationEndpoints.NamedAsync(transaction, team.OrganizationId)
            : team.OrganizationId is { } id ? await transaction.FindAsync(OrganizationStore.Table, id)
            : null;
        if (organization is not null)
        {
            CheckWithin(team, organization);
            await GuaranteedLimits.CheckAsync(transaction, team, organization);
        }

        team.TeamMemberPermissions = TeamPermissions.Checked(team.TeamMemberPermissions);
        if (team.TeamAlias is { } alias && await transaction.AnyAsync("SELECT 1 FROM teams WHERE team_alias = @alias AND team_id <> @id", p =>
        {
            p.Add("alias", alias);
            p.Add("id", team.TeamId);
        }))
        {
            throw ManagementException.Invalid("team_alias", "another team has this alias.");
        }

        team.BudgetResetAt = Checks.ResetAt(team.BudgetDuration, current.BudgetDuration, current.BudgetResetAt, transaction.Now, zone);
        team.UpdatedAt = transaction.Now;
        return team;
    }

    private static List<string> Models(ManagementCall call) => call.Texts("models") is { Count: > 0 } models ? models : throw ManagementException.Missing("models");
}
