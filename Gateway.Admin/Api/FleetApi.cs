using System.Text.Json.Nodes;
using Gateway.Contracts;

namespace Gateway.Admin.Api;

/// <summary>Model groups and their deployments.</summary>
internal sealed class FleetApi(GatewayCaller gateway)
{
    public Task<DeploymentList> ListAsync(CancellationToken cancellationToken) => gateway.GetAsync<DeploymentList>("/deployment/list", cancellationToken);

    public Task<DeploymentInfo> DrainAsync(string id, CancellationToken cancellationToken) =>
        gateway.PostAsync<DeploymentInfo>("/deployment/drain", new { id }, cancellationToken);

    public Task<DeploymentInfo> UndrainAsync(string id, CancellationToken cancellationToken) =>
        gateway.PostAsync<DeploymentInfo>("/deployment/undrain", new { id }, cancellationToken);

    public Task<DeploymentTest> TestAsync(string id, CancellationToken cancellationToken) =>
        gateway.PostAsync<DeploymentTest>("/deployment/test", new { id }, cancellationToken);

    public Task AddAsync(JsonObject model, CancellationToken cancellationToken) => gateway.PostAsync<JsonNode>("/model/new", model, cancellationToken);

    public Task UpdateAsync(JsonObject model, CancellationToken cancellationToken) => gateway.PostAsync<JsonNode>("/model/update", model, cancellationToken);

    public Task DeleteAsync(string id, CancellationToken cancellationToken) => gateway.PostAsync<JsonNode>("/model/delete", new { id }, cancellationToken);

    public Task<RouterSettingsReport> RoutingAsync(CancellationToken cancellationToken) => gateway.GetAsync<RouterSettingsReport>("/router/settings", cancellationToken);

    /// <param name="changes">Sections of the config with the keys that change; null takes a change back.</param>
    public Task ChangeSettingsAsync(JsonObject changes, CancellationToken cancellationToken) => gateway.PostAsync<JsonNode>("/config/update", changes, cancellationToken);

    /// <summary>The names that the caller may send.</summary>
    public async Task<IReadOnlyList<string>> ModelNamesAsync(CancellationToken cancellationToken) =>
        [.. (await gateway.GetAsync<ModelCardList>("/v1/models", cancellationToken)).Data.Select(model => model.Id)];
}
