using System.Text.Json.Nodes;
using Gateway.Contracts;

namespace Gateway.Admin.Api;

/// <summary>Tags that have a description or a budget.</summary>
internal sealed class TagsApi(GatewayCaller gateway)
{
    public Task<List<TagInfo>> ListAsync(CancellationToken cancellationToken) => gateway.GetAsync<List<TagInfo>>("/tag/list", cancellationToken);

    public Task CreateAsync(JsonObject tag, CancellationToken cancellationToken) => gateway.PostAsync<JsonNode>("/tag/new", tag, cancellationToken);

    public Task UpdateAsync(JsonObject tag, CancellationToken cancellationToken) => gateway.PostAsync<JsonNode>("/tag/update", tag, cancellationToken);

    public Task DeleteAsync(string name, CancellationToken cancellationToken) => gateway.PostAsync<JsonNode>("/tag/delete", new { name }, cancellationToken);
}
