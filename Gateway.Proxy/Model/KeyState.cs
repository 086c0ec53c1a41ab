using System.Collections.Concurrent;
using Gateway.Proxy.Budgets;
using Gateway.Proxy.Limits;

namespace Gateway.Proxy.Model;

/// <summary>What a key is using and has spent; survives reloads, changes of the key, and its regeneration.</summary>
internal sealed class KeyState(TimeProvider time)
{
    private KeyUsage? _usage;
    private ModelUsages? _models;
    private ConcurrentDictionary<string, BudgetCounter>? _windows;

    /// <summary>Against the key's own limits. Made on first use: most of a hundred thousand keys are idle.</summary>
    public KeyUsage Usage => _usage ?? Interlocked.CompareExchange(ref _usage, new KeyUsage(time), null) ?? _usage;

    public BudgetCounter Spend { get; } = new();

    /// <summary>Against the key's limits for each model.</summary>
    public ModelUsages Models => _models ?? Interlocked.CompareExchange(ref _models, new ModelUsages(time), null) ?? _models;

    /// <summary>One of the key's further budget windows; the same name gives the same counter.</summary>
    public BudgetCounter Window(string name)
    {
        var windows = _windows ?? Interlocked.CompareExchange(ref _windows, new ConcurrentDictionary<string, BudgetCounter>(StringComparer.Ordinal), null) ?? _windows;
        return windows.GetOrAdd(name, static _ => new BudgetCounter());
    }
}
