using Gateway.Proxy.Caching.Semantic;

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
        services.AddSingleton<PromptEmbedding>();
        services.AddSingleton<SemanticIndex>();
        services.AddSingleton<SemanticIndexSharing>();
        services.AddHostedService(provider => provider.GetRequiredService<SemanticIndexSharing>());
        services.AddSingleton<SemanticCache>();
        services.AddSingleton<ResponseCacheStep>();
    }
}
