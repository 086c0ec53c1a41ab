using Gateway.Contracts;
using Gateway.Proxy.Redis;
using StackExchange.Redis;

namespace Gateway.Proxy.Caching;

/// <summary>Answers in Redis, shared by all replicas; each expires by itself.</summary>
internal sealed class RedisAnswerStore(RedisLink redis) : IAnswerStore
{
    // Deleting a whole cache finds its keys by this prefix and leaves limits and everything else alone.
    private const string Prefix = "gateway:cache:";
    private const int DeletedAtOnce = 1_000;
    private const int MostCounted = 100_000;

    public string Type => "redis";

    public bool IsConfigured => redis.IsConfigured;

    public async ValueTask<CachedAnswer?> GetAsync(string key)
    {
        var value = await redis.TryAsync(database => database.StringGetAsync(Prefix + key), RedisValue.Null);
        return value.IsNull ? null : CachedAnswer.FromBytes((byte[])value!);
    }

    public async ValueTask SetAsync(string key, CachedAnswer answer, TimeSpan ttl)
    {
        var bytes = answer.ToBytes();
        await redis.TryAsync(database => database.StringSetAsync(Prefix + key, bytes, ttl), false);
    }

    public async ValueTask<long> DeleteAsync(IReadOnlyList<string> keys)
    {
        return (await redis.AskAsync(connection => DeleteAsync(connection.GetDatabase(), keys.Select(key => (RedisKey)(Prefix + key))))).Result;
    }

    public async ValueTask FlushAsync() => await redis.AskAsync(async connection =>
    {
        var database = connection.GetDatabase();
        foreach (var endpoint in connection.GetEndPoints())
        {
            foreach (var batch in connection.GetServer(endpoint).Keys(database.Database, Prefix + "*", DeletedAtOnce).Chunk(DeletedAtOnce))
            {
                await DeleteAsync(database, batch);
            }
        }

        return true;
    });

    /// <summary>Counts entries; what they take, Redis tells only for everything in it together.</summary>
    public async ValueTask<CacheSize> SizeAsync()
    {
        var (count, _) = await redis.AskAsync(connection =>
        {
            var database = connection.GetDatabase().Database;

            // IsReplica in newer versions of the client; the oldest one that is built against has this name alone.
#pragma warning disable CS0618
            return Task.FromResult(connection.GetEndPoints()
                .Where(endpoint => !connection.GetServer(endpoint).IsSlave)
#pragma warning restore CS0618
                .Sum(endpoint => connection.GetServer(endpoint).Keys(database, Prefix + "*", DeletedAtOnce).Take(MostCounted).LongCount()));
        });
        return new CacheSize(Type, count, null, count < MostCounted);
    }

    public async ValueTask<string?> PingAsync() => (await redis.AskAsync(connection => connection.GetDatabase().PingAsync())).Error;

    // A command for each, in one go: those of a cluster may lie on different nodes.
    private static async Task<long> DeleteAsync(IDatabase database, IEnumerable<RedisKey> names) =>
        (await Task.WhenAll(names.Select(name => database.KeyDeleteAsync(name)))).LongCount(deleted => deleted);
}
