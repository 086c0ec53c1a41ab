using System.Collections.Concurrent;
using Gateway.Proxy.Keys;
using Gateway.Proxy.Limits;

namespace Gateway.Proxy.Model;

/// <summary>What outlives snapshots: the state of each deployment by id, and the usage of each key by hash.</summary>
internal sealed class RuntimeState(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, DeploymentState> _deployments = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<KeyHash, KeyUsage> _keys = new();

    public DeploymentState Deployment(string id) => _deployments.GetOrAdd(id, static (_, time) => new DeploymentState(time), time);

    public KeyUsage Key(KeyHash hash) => _keys.GetOrAdd(hash, static (_, time) => new KeyUsage(time), time);

    /// <summary>Forgets what no snapshot refers to any more; requests still running keep their own references.</summary>
    public void Keep(GatewaySnapshot snapshot)
    {
        foreach (var id in _deployments.Keys)
        {
            if (!snapshot.DeploymentsById.ContainsKey(id))
            {
                _deployments.TryRemove(id, out _);
            }
        }

        foreach (var hash in _keys.Keys)
        {
            if (!snapshot.Keys.ContainsKey(hash))
            {
                _keys.TryRemove(hash, out _);
            }
        }
    }
}
