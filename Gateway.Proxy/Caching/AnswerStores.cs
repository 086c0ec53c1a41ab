using Gateway.Proxy.Configuration;

namespace Gateway.Proxy.Caching;

/// <summary>The store that the settings ask for: Redis where one is configured and <c>type</c> does not say <c>local</c>, else this process.</summary>
internal sealed class AnswerStores(MemoryAnswerStore memory, RedisAnswerStore redis)
{
    public IAnswerStore For(CacheParams settings) => settings.Type != "local" && redis.IsConfigured ? redis : memory;
}
