namespace Gateway.Proxy.Caching;

internal static class CachingServices
{
    public static void AddResponseCache(this IServiceCollection services)
    {
        services.AddSingleton<MemoryAnswerStore>();
        services.AddSingleton<RedisAnswerStore>();
        services.AddSingleton<AnswerStores>();
        services.AddSingleton<SharedAnswers>();
        services.AddSingleton<EmbeddingItems>();
        services.AddSingleton<ResponseCacheStep>();
    }
}
