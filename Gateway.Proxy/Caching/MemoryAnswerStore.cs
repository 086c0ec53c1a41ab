using Gateway.Contracts;
using Microsoft.Extensions.Caching.Memory;

namespace Gateway.Proxy.Caching;

/// <summary>Answers in this process, bounded by bytes; the least used go first.</summary>
internal sealed class MemoryAnswerStore(TimeProvider time) : IAnswerStore, IDisposable
{
    private const long LargestTotal = 128L * 1024 * 1024;

    // Key, entry and bookkeeping; so that a million tiny answers do not count as nothing.
    private const int EntryOverhead = 512;

    private readonly MemoryCache _cache = new(new MemoryCacheOptions { SizeLimit = LargestTotal, TrackStatistics = true });

    public string Type => "local";

    public ValueTask<CachedAnswer?> GetAsync(string key)
    {
        var found = _cache.TryGetValue(key, out Entry? entry) && entry!.ExpiresAt > time.GetUtcNow();
        return ValueTask.FromResult(found ? entry!.Answer : null);
    }

    public ValueTask SetAsync(string key, CachedAnswer answer, TimeSpan ttl)
    {
        using var item = _cache.CreateEntry(key);
        item.Value = new Entry(answer, time.GetUtcNow() + ttl);
        item.Size = answer.Body.Length + EntryOverhead;
        item.AbsoluteExpirationRelativeToNow = ttl;
        return ValueTask.CompletedTask;
    }

    public ValueTask<long> DeleteAsync(IReadOnlyList<string> keys)
    {
        var deleted = keys.Count(key => _cache.TryGetValue(key, out _));
        foreach (var key in keys)
        {
            _cache.Remove(key);
        }

        return ValueTask.FromResult((long)deleted);
    }

    public ValueTask FlushAsync()
    {
        _cache.Clear();
        return ValueTask.CompletedTask;
    }

    public ValueTask<CacheSize> SizeAsync() => ValueTask.FromResult(new CacheSize(Type, _cache.Count, _cache.GetCurrentStatistics()?.CurrentEstimatedSize, true));

    public ValueTask<string?> PingAsync() => ValueTask.FromResult<string?>(null);

    public void Dispose() => _cache.Dispose();

    private sealed record Entry(CachedAnswer Answer, DateTimeOffset ExpiresAt);
}
