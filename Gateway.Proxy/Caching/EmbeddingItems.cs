using Gateway.Proxy.Forwarding;
using Gateway.Proxy.OpenAI;
using Gateway.Proxy.Pipeline;

namespace Gateway.Proxy.Caching;

/// <summary>
/// A list of texts to embed is looked up text by text: only those that nobody has asked for yet go to the model server, and the answer
/// is put together from both.
/// </summary>
internal sealed class EmbeddingItems(TimeProvider time)
{
    private const string ItemType = "application/json";

    /// <param name="context">Of an embedding request.</param>
    /// <param name="input">Its items.</param>
    /// <param name="store">Where they are kept.</param>
    /// <param name="ttl">For how long.</param>
    /// <param name="next">Makes the call.</param>
    public async Task InvokeAsync(InferenceContext context, EmbeddingInput input, IAnswerStore store, TimeSpan ttl, InferenceDelegate next)
    {
        var control = context.Facts.Overrides.Cache;
        var keys = CacheKey.ForItems(context, input);
        var found = control.NoCache ? new CachedAnswer?[keys.Length] : await Task.WhenAll(keys.Select(key => store.GetAsync(key).AsTask()));
        var known = Array.ConvertAll(found, answer => answer is not null && control.IsFresh(answer, time.GetUtcNow()) ? answer : null);
        int[] missing = [.. Enumerable.Range(0, known.Length).Where(i => known[i] is null)];
        if (missing.Length == 0)
        {
            var tokens = known.Sum(answer => answer!.Usage.PromptTokens);
            context.CacheHit = new CachedAnswer(time.GetUtcNow(), ItemType, new Usage(tokens, 0), EmbeddingAnswer.Write([.. known.Select(answer => answer!.Body)], context.RequestedModel, tokens));
            await ResponseCacheStep.ReplayAsync(context, context.CacheHit);
            return;
        }

        if (missing.Length < known.Length)
        {
            Replace(context, input.Only(context.Body!.Bytes.Span, missing));
        }

        await CallAsync(context, keys, known, missing, control.NoStore ? null : store, ttl, next);
    }

    private async Task CallAsync(InferenceContext context, string[] keys, CachedAnswer?[] known, int[] missing, IAnswerStore? store, TimeSpan ttl, InferenceDelegate next)
    {
        var response = context.Http.Response;
        var client = response.Body;
        using var answer = new MemoryStream();
        response.Body = answer;
        try
        {
            await next(context);
        }
        finally
        {
            response.Body = client;
        }

        ReadOnlyMemory<byte> body = answer.GetBuffer().AsMemory(0, (int)answer.Length);
        if (context.Attempt is { Outcome: Outcome.Relayed } attempt && EmbeddingAnswer.Read(body, missing.Length) is { } embeddings)
        {
            var share = new Usage(attempt.Usage.PromptTokens / missing.Length, 0);
            for (var i = 0; i < missing.Length; i++)
            {
                known[missing[i]] = new CachedAnswer(time.GetUtcNow(), ItemType, share, embeddings[i].ToArray());
            }

            if (store is not null)
            {
                await Task.WhenAll(missing.Select(i => store.SetAsync(keys[i], known[i]!, ttl).AsTask()));
            }

            if (missing.Length < known.Length)
            {
                var cached = known.Where((_, i) => !missing.Contains(i)).Sum(item => item!.Usage.PromptTokens);
                body = EmbeddingAnswer.Write([.. known.Select(item => item!.Body)], context.RequestedModel, attempt.Usage.PromptTokens + cached);
            }
        }

        if (body.Length > 0)
        {
            response.ContentLength = body.Length;
            await client.WriteAsync(body, context.Http.RequestAborted);
        }
    }

    // The facts say where things are in the body, so they are read again with it. It was read before, so it is well formed.
    private static void Replace(InferenceContext context, byte[] body)
    {
        context.Body!.Dispose();
        context.Body = RequestBody.Of(body);
        RequestReader.Read(body, context.Route.Kind, out var facts);
        HeaderOverrides.Apply(context.Http.Request.Headers, context.Snapshot.Config.LitellmSettings.ExtraSpendTagHeaders, facts);
        context.Facts = facts;
    }
}
