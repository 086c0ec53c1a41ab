using Gateway.Proxy.Configuration;
using Gateway.Proxy.Hosting;
using Gateway.Proxy.Redis;
using StackExchange.Redis;

namespace Gateway.Proxy.Caching.Semantic;

/// <summary>
/// Brings what one replica has put into its <see cref="SemanticIndex"/> to the others, and to those that start later: a Redis stream of the
/// newest entries, which every replica reads once a second. Only with a semantic cache in Redis.
/// </summary>
internal sealed class SemanticIndexSharing(SemanticIndex index, RedisLink redis, ConfigStore config, TimeProvider time) : BackgroundService
{
    // Its answers are beside it under the cache's own names, so a flushed cache leaves entries that lead nowhere: they go when they are found.
    private const string Stream = "gateway:semantic";
    private const int MostEntries = 10_000;

    // A few hundred kilobytes: more would take longer than a command may.
    private const int ReadAtOnce = 50;

    // 9999-12-31T23:59:59.999Z: the last that a DateTimeOffset can be.
    private const long LatestTime = 253_402_300_799_999;

    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);

    private readonly string _replica = Guid.NewGuid().ToString("n");
    private RedisValue _last = "0-0";

    private bool IsOn => redis.IsConfigured && config.Current.LitellmSettings is { Cache: true, CacheParams: { Semantic: not null, Type: not "local" } };

    /// <summary>Does not wait.</summary>
    public void Tell(SemanticEntry entry)
    {
        if (IsOn)
        {
            NameValueEntry[] fields =
            [
                new("replica", _replica), new("space", entry.Space), new("key", entry.Key), new("expires", entry.ExpiresAt.ToUnixTimeMilliseconds()), new("vector", entry.VectorBytes()),
            ];
            _ = redis.TryAsync(database => database.StreamAddAsync(Stream, fields, maxLength: MostEntries, useApproximateMaxLength: true), RedisValue.Null).AsTask();
        }
    }

    /// <summary>Takes over what others have told since the last time.</summary>
    public async Task ReadAsync()
    {
        StreamEntry[] entries;
        do
        {
            entries = IsOn ? await redis.TryAsync(database => database.StreamReadAsync(Stream, _last, ReadAtOnce), []) : [];
            foreach (var entry in entries)
            {
                _last = entry.Id;
                if (entry["replica"] != _replica && Read(entry) is { } other && other.ExpiresAt > time.GetUtcNow())
                {
                    index.Add(other);
                }
            }
        }
        while (entries.Length == ReadAtOnce);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => PeriodicWork.RunAtOnceAsync(s_interval, time, _ => ReadAsync(), stoppingToken);

    // What another version has written may look different.
    private static SemanticEntry? Read(StreamEntry entry) =>
        (string?)entry["space"] is { } space && (string?)entry["key"] is { } key && entry["expires"].TryParse(out long expires) && expires is > 0 and <= LatestTime && (byte[]?)entry["vector"] is { Length: > 0 } vector
            ? new SemanticEntry(space, key, DateTimeOffset.FromUnixTimeMilliseconds(expires), SemanticEntry.VectorOf(vector))
            : null;
}
