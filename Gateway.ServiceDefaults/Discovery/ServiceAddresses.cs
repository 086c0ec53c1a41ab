using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.ServiceDiscovery;

namespace Gateway.ServiceDefaults.Discovery;

/// <summary>Asks Microsoft.Extensions.ServiceDiscovery, and leaves names it was told nothing about to DNS.</summary>
internal sealed class ServiceAddresses(ServiceEndpointResolver resolver, IConfiguration configuration) : IServiceAddresses
{
    private int _turn;

    public async ValueTask<EndPoint?> ResolveAsync(string scheme, string host, CancellationToken cancellationToken)
    {
        if (!configuration.GetSection($"services:{host}:{scheme}").Exists())
        {
            return null;
        }

        var source = await resolver.GetEndpointsAsync($"{scheme}://{host}", cancellationToken);
        var turn = (uint)Interlocked.Increment(ref _turn);
        var endpoint = source.Endpoints[(int)(turn % (uint)source.Endpoints.Count)].EndPoint;
        return endpoint is UriEndPoint { Uri: var uri } ? new DnsEndPoint(uri.Host, uri.Port) : endpoint;
    }
}
