using System.Collections.Concurrent;

namespace Gateway.Proxy.Limits;

/// <summary>What a key or team, or everybody, is using of each model for which there are limits. Made on first use.</summary>
internal sealed class ModelUsages(TimeProvider time)
{
    private ConcurrentDictionary<string, KeyUsage>? _models;

    /// <summary>Of the model groups that were used since the start.</summary>
    public IEnumerable<KeyValuePair<string, KeyUsage>> All => _models ?? [];

    public KeyUsage Of(string group)
    {
        var models = _models ?? Interlocked.CompareExchange(ref _models, new ConcurrentDictionary<string, KeyUsage>(StringComparer.Ordinal), null) ?? _models;
        return models.GetOrAdd(group, static (_, clock) => new KeyUsage(clock), time);
    }
}
