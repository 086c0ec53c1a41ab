using Gateway.Proxy.OpenAI;
using Gateway.Proxy.Pipeline;

namespace Gateway.Proxy.Caching.Semantic;

/// <summary>Answers a chat with what was answered to one of the same meaning; only where <c>cache_params.type</c> asks for it.</summary>
internal sealed partial class SemanticCache(PromptEmbedding embedding, SemanticIndex index, SemanticIndexSharing sharing, TimeProvider time, ILogger<SemanticCache> logger)
{
    /// <summary>What the request means, and the answer to one that means the same, if there is any.</summary>
    /// <param name="context">Of a request that the exact cache has no answer for.</param>
    /// <param name="store">Where answers are.</param>
    /// <returns>Null: not compared by meaning.</returns>
    public async Task<SemanticMatch?> LookUpAsync(InferenceContext context, IAnswerStore store)
    {
        if (context.Snapshot.Config.LitellmSettings.CacheParams.Semantic is not { } settings
            || context.Route.Kind is not (EndpointKind.ChatCompletions or EndpointKind.Messages)
            || SemanticPrompt.Find(context.Body!.Bytes.Span, context.Facts.InputRange) is not { } prompt
            || await embedding.OfAsync(prompt.Text, settings, context.Http.RequestAborted) is not { } vector)
        {
            return null;
        }

        var space = CacheKey.ForSpace(context, prompt.Before);
        if (index.Find(space, vector, settings.Threshold) is not var (entry, similarity))
        {
            return new SemanticMatch(space, vector);
        }

        if (await store.GetAsync(entry.Key) is not { } answer)
        {
            index.Forget(entry);
            return new SemanticMatch(space, vector);
        }

        return new SemanticMatch(space, vector) { Answer = answer, Key = entry.Key, Similarity = similarity };
    }

    public void Told(InferenceContext context, SemanticMatch match) => LogSimilar(context.RequestId, match.Similarity, match.Key!);

    /// <summary>The answer to this request is stored under <paramref name="key"/>, for so long.</summary>
    public void Add(SemanticMatch match, string key, TimeSpan ttl)
    {
        var entry = new SemanticEntry(match.Space, key, time.GetUtcNow() + ttl, match.Vector);
        index.Add(entry);
        sharing.Tell(entry);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Request {RequestId} was answered with what a similar one was: similarity {Similarity:0.0000}, cache key {CacheKey}")]
    private partial void LogSimilar(string requestId, double similarity, string cacheKey);
}
