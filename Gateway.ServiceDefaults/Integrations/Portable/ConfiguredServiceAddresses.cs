using System.Net;
using Gateway.ServiceDefaults.Discovery;
using Microsoft.Extensions.Configuration;

namespace Gateway.ServiceDefaults.Integrations;

/// <summary>
/// Reads the keys of Microsoft.Extensions.ServiceDiscovery by hand. Raw form, as environment variables:
/// <c>services__vllm-qwen-30b__http__0=http://127.0.0.1:8001</c>, <c>services__vllm-qwen-30b__http__1=…</c>.
/// </summary>
internal sealed class ConfiguredServiceAddresses(IConfiguration configuration) : IServiceAddresses
{
    private int _turn;

    public ValueTask<EndPoint?> ResolveAsync(string scheme, string host, CancellationToken cancellationToken)
    {
        var addresses = configuration.GetSection($"services:{host}:{scheme}")
            .GetChildren()
            .Select(child => child.Value)
            .OfType<string>()
            .ToArray();
        if (addresses.Length == 0)
        {
            return ValueTask.FromResult<EndPoint?>(null);
        }

        var turn = (uint)Interlocked.Increment(ref _turn);
        var address = new Uri(addresses[turn % (uint)addresses.Length]);
        EndPoint endpoint = IPAddress.TryParse(address.Host, out var ip)
            ? new IPEndPoint(ip, address.Port)
            : new DnsEndPoint(address.Host, address.Port);
        return ValueTask.FromResult<EndPoint?>(endpoint);
    }
}
