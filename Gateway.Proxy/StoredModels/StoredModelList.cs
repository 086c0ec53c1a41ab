using Gateway.Proxy.Configuration;

namespace Gateway.Proxy.StoredModels;

/// <summary>The stored models that this replica knows; the snapshot has them after those of the config.</summary>
internal sealed class StoredModelList
{
    private volatile IReadOnlyList<ModelEntry> _current = [];

    /// <summary>Called after the list has changed.</summary>
    public event Action? Changed;

    public void Publish(IReadOnlyList<ModelEntry> models)
    {
        _current = models;
        Changed?.Invoke();
    }

    public GatewayConfig AddTo(GatewayConfig config) => _current is { Count: > 0 } models ? config with { ModelList = [.. config.ModelList, .. models] } : config;
}
