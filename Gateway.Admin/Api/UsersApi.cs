using System.Text.Json.Nodes;

namespace Gateway.Admin.Api;

/// <summary>Users: owners of keys, members of teams.</summary>
internal sealed class UsersApi(GatewayCaller gateway)
{
    public Task<UserPage> ListAsync(string? search, string? role, int page, CancellationToken cancellationToken) => gateway.GetAsync<UserPage>(
        new PathQuery("/user/list").Add("search", search).Add("role", role).Add("page", page).Add("page_size", 25).ToString(), cancellationToken);

    public Task<UserAnswer> FindAsync(string id, CancellationToken cancellationToken) =>
        gateway.GetAsync<UserAnswer>(new PathQuery("/user/info").Add("user_id", id).ToString(), cancellationToken);

    public Task CreateAsync(JsonObject user, CancellationToken cancellationToken) => gateway.PostAsync<JsonNode>("/user/new", user, cancellationToken);

    public Task UpdateAsync(JsonObject user, CancellationToken cancellationToken) => gateway.PostAsync<JsonNode>("/user/update", user, cancellationToken);

    public Task DeleteAsync(string id, CancellationToken cancellationToken) => gateway.PostAsync<JsonNode>("/user/delete", new { userIds = (string[])[id] }, cancellationToken);
}
