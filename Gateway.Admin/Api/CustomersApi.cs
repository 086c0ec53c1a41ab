using System.Text.Json.Nodes;
using Gateway.Contracts;

namespace Gateway.Admin.Api;

/// <summary>Customers (end users): whom requests are made for.</summary>
internal sealed class CustomersApi(GatewayCaller gateway)
{
    public Task<List<CustomerInfo>> ListAsync(CancellationToken cancellationToken) => gateway.GetAsync<List<CustomerInfo>>("/customer/list", cancellationToken);

    public Task CreateAsync(JsonObject customer, CancellationToken cancellationToken) => gateway.PostAsync<JsonNode>("/customer/new", customer, cancellationToken);

    public Task UpdateAsync(JsonObject customer, CancellationToken cancellationToken) => gateway.PostAsync<JsonNode>("/customer/update", customer, cancellationToken);

    public Task BlockAsync(string id, bool blocked, CancellationToken cancellationToken) =>
        gateway.PostAsync<JsonNode>(blocked ? "/customer/block" : "/customer/unblock", new { userIds = (string[])[id] }, cancellationToken);

    public Task DeleteAsync(string id, CancellationToken cancellationToken) => gateway.PostAsync<JsonNode>("/customer/delete", new { userIds = (string[])[id] }, cancellationToken);
}
