using System.Text.Json.Nodes;
using Gateway.Contracts;

namespace Gateway.Admin.Api;

/// <summary>The response cache.</summary>
internal sealed class CacheApi(GatewayCaller gateway)
{
    public Task<CacheSize> SizeAsync(CancellationToken cancellationToken) => gateway.GetAsync<CacheSize>("/cache/size", cancellationToken);

    public Task<CachePing> PingAsync(CancellationToken cancellationToken) => gateway.GetAsync<CachePing>("/cache/ping", cancellationToken);

    public Task FlushAsync(CancellationToken cancellationToken) => gateway.PostAsync<JsonNode>("/cache/flushall", new { }, cancellationToken);

    public Task<CacheDeleted> DeleteAsync(string key, CancellationToken cancellationToken) =>
        gateway.PostAsync<CacheDeleted>("/cache/delete", new CacheDeleteRequest([key]), cancellationToken);
}
