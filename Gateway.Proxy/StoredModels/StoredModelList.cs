using Gateway.Proxy.Configuration;

namespace Gateway.Proxy.StoredModels;

/// <summary>The stored models that this replica knows; the snapshot has them after those of the config.</summary>
internal sealed class StoredModelList
{
    private volatile IReadOnlyList<ModelEntry> _current = [];

    /// <summary>Called after the list has changed; when it throws, the list is as it was before.</summary>
    public event Action? Changed;

    public void Publish(IReadOnlyList<ModelEntry> models)
    {
        var before = _current;
        _current = models;
        try
        {
            Changed?.Invoke();
        }
        catch
        {
            // Else every later reload of the config would fail on the same models.
            _current = before;
            throw;
        }
    }

    public GatewayConfig AddTo(GatewayConfig config) => _current is { Count: > 0 } models ? config with { ModelList = [.. config.ModelList, .. models] } : config;
}
