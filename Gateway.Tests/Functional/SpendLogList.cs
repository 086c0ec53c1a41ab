using System.Collections.Concurrent;
using Gateway.Proxy.Spend;

namespace Gateway.Tests.Functional;

/// <summary>Keeps every spend log, and lets a test wait for those that come after the answer.</summary>
internal sealed class SpendLogList : ISpendLogSink
{
    private readonly ConcurrentQueue<SpendLog> _logs = new();
    private readonly SemaphoreSlim _added = new(0);

    public IReadOnlyList<SpendLog> All => [.. _logs];

    public void Record(SpendLog log)
    {
        _logs.Enqueue(log);
        _added.Release();
    }

    /// <summary>The next spend log that nobody has waited for yet; fails after ten seconds.</summary>
    public async Task<SpendLog> NextAsync()
    {
        Assert.True(await _added.WaitAsync(TimeSpan.FromSeconds(10)), "No spend log came.");
        return _logs.ElementAt(_logs.Count - _added.CurrentCount - 1);
    }
}
