using System.Text.Json.Nodes;
using Gateway.Proxy.Storage;

namespace Gateway.Proxy.Management;

/// <summary>
/// What plain members of a team may do with all of its keys: <c>/team/permissions_*</c>, by the routes of <c>/key/*</c>, as in LiteLLM.
/// The team's admins may do all of it.
/// </summary>
internal static class TeamPermissions
{
    public const string Generate = "/key/generate";
    public const string GenerateForService = "/key/service-account/generate";
    public const string Update = "/key/update";
    public const string Delete = "/key/delete";
    public const string Regenerate = "/key/regenerate";
    public const string ResetSpend = "/key/{key_id}/reset_spend";
    public const string Block = "/key/block";
    public const string Unblock = "/key/unblock";
    public const string Info = "/key/info";
    public const string List = "/key/list";

    public static readonly string[] All = [Generate, GenerateForService, Update, Delete, Regenerate, ResetSpend, Block, Unblock, Info, List];

    // LiteLLM's other name of it.
    private const string RegenerateByPath = "/key/{key_id}/regenerate";

    public static void MapTeamPermissions(this IEndpointRouteBuilder routes)
    {
        routes.MapManagementGet("/team/permissions_list", ManagementAccess.ByRights, "What members of a team may do with its keys", ListAsync);
        routes.MapManagementPost("/team/permissions_update", ManagementAccess.ByRights, "Set what members of a team may do with its keys", UpdateAsync);
    }

    /// <summary>Each once and by the name that it has here; an error for the first that is none.</summary>
    public static List<string>? Checked(List<string>? permissions)
    {
        List<string>? known = permissions is null ? null : [.. permissions.Select(route => route == RegenerateByPath ? Regenerate : route).Distinct()];
        known?.ForEach(permission => Checks.OneOf("team_member_permissions", permission, All));
        return known;
    }

    private static async Task<JsonNode> ListAsync(ManagementCall call)
    {
        var id = call.Query("team_id") ?? throw ManagementException.Missing("team_id");
        Require(call, id);
        var team = await call.Store.ReadAsync(connection => TeamQueries.ReadAsync(call, connection, id), call.Aborted) ?? throw ManagementException.NotFound("team", id);
        return new JsonObject
        {
            ["team_id"] = id,
            ["team_member_permissions"] = Array(team.TeamMemberPermissions ?? []),
            ["all_available_permissions"] = Array(All),
        };
    }

    private static async Task<JsonNode> UpdateAsync(ManagementCall call)
    {
        var id = call.RequiredText("team_id");
        Require(call, id);
        if (call.Body["team_member_permissions"] is not JsonArray)
        {
            throw ManagementException.Missing("team_member_permissions");
        }

        var permissions = Checked(call.Texts("team_member_permissions"));
        return TeamQueries.Show(call, await call.ChangeAsync(async transaction =>
        {
            var before = await TeamEndpoints.FindAsync(transaction, id);
            var after = before with { TeamMemberPermissions = permissions, UpdatedAt = call.Now };
            await transaction.UpdateAsync(TeamStore.Table, before, after);
            return after;
        }));
    }

    private static void Require(ManagementCall call, string teamId)
    {
        if (!call.Caller.IsAdmin && !call.Caller.IsAdminOf(teamId))
        {
            throw call.Forbidden();
        }
    }

    private static JsonArray Array(IEnumerable<string> routes) => new([.. routes.Select(route => (JsonNode)route)]);
}
