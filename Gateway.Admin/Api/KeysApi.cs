using System.Text.Json.Nodes;
using Gateway.Contracts;

namespace Gateway.Admin.Api;

/// <summary>Virtual keys.</summary>
internal sealed class KeysApi(GatewayCaller gateway)
{
    public Task<KeyPage> ListAsync(KeyFilter filter, CancellationToken cancellationToken) => gateway.GetAsync<KeyPage>(
        new PathQuery("/key/list").Add("return_full_object", "true").Add("page", filter.Page).Add("size", filter.Size).Add("search", filter.Search)
            .Add("team_id", filter.TeamId).Add("user_id", filter.UserId).Add("budget_id", filter.BudgetId).Add("sort_by", filter.SortBy).Add("sort_order", filter.SortOrder).ToString(),
        cancellationToken);

    public async Task<KeyInfo> FindAsync(string token, CancellationToken cancellationToken) =>
        (await gateway.GetAsync<KeyAnswer>(new PathQuery("/key/info").Add("key", token).ToString(), cancellationToken)).Info;

    /// <summary>The answer alone holds the key's text.</summary>
    public Task<KeyInfo> CreateAsync(JsonObject key, CancellationToken cancellationToken) => gateway.PostAsync<KeyInfo>("/key/generate", key, cancellationToken);

    public Task UpdateAsync(JsonObject key, CancellationToken cancellationToken) => gateway.PostAsync<JsonNode>("/key/update", key, cancellationToken);

    /// <summary>The answer alone holds the new key's text.</summary>
    public Task<KeyInfo> RegenerateAsync(string key, string? gracePeriod, CancellationToken cancellationToken) =>
        gateway.PostAsync<KeyInfo>("/key/regenerate", new { key, gracePeriod }, cancellationToken);

    public Task BlockAsync(string key, bool blocked, CancellationToken cancellationToken) =>
        gateway.PostAsync<JsonNode>(blocked ? "/key/block" : "/key/unblock", new { key }, cancellationToken);

    public Task DeleteAsync(string key, CancellationToken cancellationToken) => gateway.PostAsync<JsonNode>("/key/delete", new { keys = (string[])[key] }, cancellationToken);

    public Task ResetSpendAsync(string key, CancellationToken cancellationToken) =>
        gateway.PostAsync<JsonNode>($"/key/{Uri.EscapeDataString(key)}/reset_spend", new { reset_to = 0 }, cancellationToken);
}
