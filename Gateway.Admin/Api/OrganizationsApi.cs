using System.Text.Json.Nodes;
using Gateway.Contracts;

namespace Gateway.Admin.Api;

/// <summary>Organizations and their members.</summary>
internal sealed class OrganizationsApi(GatewayCaller gateway)
{
    public Task<List<OrganizationInfo>> ListAsync(CancellationToken cancellationToken) => gateway.GetAsync<List<OrganizationInfo>>("/organization/list", cancellationToken);

    public Task<OrganizationInfo> FindAsync(string id, CancellationToken cancellationToken) => gateway.GetAsync<OrganizationInfo>(Info(id), cancellationToken);

    public Task<OrganizationInfo> CreateAsync(JsonObject organization, CancellationToken cancellationToken) =>
        gateway.PostAsync<OrganizationInfo>("/organization/new", organization, cancellationToken);

    public Task UpdateAsync(JsonObject organization, CancellationToken cancellationToken) => gateway.PostAsync<JsonNode>("/organization/update", organization, cancellationToken);

    public Task BlockAsync(string organizationId, bool blocked, CancellationToken cancellationToken) =>
        gateway.PostAsync<JsonNode>("/organization/update", new { organizationId, blocked }, cancellationToken);

    public Task DeleteAsync(string id, CancellationToken cancellationToken) =>
        gateway.PostAsync<JsonNode>("/organization/delete", new { organizationIds = (string[])[id] }, cancellationToken);

    public Task AddMemberAsync(string organizationId, JsonObject member, CancellationToken cancellationToken) =>
        gateway.PostAsync<JsonNode>("/organization/member_add", new { organizationId, member }, cancellationToken);

    public Task RemoveMemberAsync(string organizationId, string userId, CancellationToken cancellationToken) =>
        gateway.PostAsync<JsonNode>("/organization/member_delete", new { organizationId, userId }, cancellationToken);

    private static string Info(string id) => new PathQuery("/organization/info").Add("organization_id", id).ToString();
}
