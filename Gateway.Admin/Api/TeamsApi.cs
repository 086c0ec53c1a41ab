using System.Text.Json.Nodes;
using Gateway.Contracts;

namespace Gateway.Admin.Api;

/// <summary>Teams and their members.</summary>
internal sealed class TeamsApi(GatewayCaller gateway)
{
    public Task<List<TeamInfo>> ListAsync(CancellationToken cancellationToken) => gateway.GetAsync<List<TeamInfo>>("/team/list", cancellationToken);

    public Task<TeamAnswer> FindAsync(string id, CancellationToken cancellationToken) =>
        gateway.GetAsync<TeamAnswer>(new PathQuery("/team/info").Add("team_id", id).ToString(), cancellationToken);

    public Task<TeamInfo> CreateAsync(JsonObject team, CancellationToken cancellationToken) => gateway.PostAsync<TeamInfo>("/team/new", team, cancellationToken);

    public Task UpdateAsync(JsonObject team, CancellationToken cancellationToken) => gateway.PostAsync<JsonNode>("/team/update", team, cancellationToken);

    public Task BlockAsync(string teamId, bool blocked, CancellationToken cancellationToken) =>
        gateway.PostAsync<JsonNode>(blocked ? "/team/block" : "/team/unblock", new { teamId }, cancellationToken);

    public Task DeleteAsync(string id, CancellationToken cancellationToken) => gateway.PostAsync<JsonNode>("/team/delete", new { teamIds = (string[])[id] }, cancellationToken);

    public Task AddMemberAsync(string teamId, JsonObject member, double? budget, CancellationToken cancellationToken) =>
        gateway.PostAsync<JsonNode>("/team/member_add", new { teamId, member, max_budget_in_team = budget }, cancellationToken);

    public Task UpdateMemberAsync(JsonObject member, CancellationToken cancellationToken) => gateway.PostAsync<JsonNode>("/team/member_update", member, cancellationToken);

    public Task RemoveMemberAsync(string teamId, string userId, CancellationToken cancellationToken) =>
        gateway.PostAsync<JsonNode>("/team/member_delete", new { teamId, userId }, cancellationToken);
}
