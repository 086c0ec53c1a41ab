using System.Collections.Concurrent;
using Gateway.Proxy.Budgets;
using Gateway.Proxy.Keys;

namespace Gateway.Proxy.Model;

/// <summary>What outlives snapshots: the state of each deployment by id, the usage of each key by hash, the spend that budgets of deployments are held to, and all stored keys.</summary>
internal sealed class RuntimeState(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, DeploymentState> _deployments = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<KeyHash, KeyState> _keys = new();
    private readonly ConcurrentDictionary<(string Kind, string Id), SummedCounter> _spend = new();

    public DeploymentState Deployment(string id) => _deployments.GetOrAdd(id, static (_, time) => new DeploymentState(time), time);

    /// <summary>Of a key in the config; stored keys bring their own.</summary>
    public KeyState Key(KeyHash hash) => _keys.GetOrAdd(hash, static (_, time) => new KeyState(time), time);

    /// <summary>What a provider or a deployment has cost, while it has a budget.</summary>
    public SummedCounter Spend(string kind, string id) => _spend.GetOrAdd((kind, id), static _ => new SummedCounter());

    public KeyDirectory StoredKeys { get; } = new(time);

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

        var budgets = snapshot.DeploymentsById.Values.SelectMany(deployment => deployment.Budgets).Select(budget => (budget.Kind, budget.Id)).ToHashSet();
        foreach (var budget in _spend.Keys)
        {
            if (!budgets.Contains(budget))
            {
                _spend.TryRemove(budget, out _);
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
