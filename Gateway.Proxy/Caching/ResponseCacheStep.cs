using Gateway.Proxy.Forwarding;
using Gateway.Proxy.OpenAI;
using Gateway.Proxy.Pipeline;

namespace Gateway.Proxy.Caching;

/// <summary>
/// A hit ends the request, as a stream if it was asked as one; a miss is stored once it is whole. Only where
/// <c>litellm_settings.cache</c> is on. Failed and broken answers are never stored.
/// </summary>
internal sealed class ResponseCacheStep(AnswerStores stores, TimeProvider time) : IInferenceStep
{
    private const int LargestAnswer = 4 * 1024 * 1024;

    // LiteLLM's default for Redis is forever; an hour keeps a forgotten cache from growing old.
    private static readonly TimeSpan s_defaultTtl = TimeSpan.FromHours(1);

    public Task InvokeAsync(InferenceContext context, InferenceDelegate next) =>
        IsCacheable(context) ? LookUpAsync(context, next) : next(context);

    private async Task LookUpAsync(InferenceContext context, InferenceDelegate next)
    {
        var settings = context.Snapshot.Config.LitellmSettings.CacheParams;
        var control = context.Facts.Overrides.Cache;
        var store = stores.For(settings);
        var key = CacheKey.For(context, settings.Namespace);
        context.CacheKey = key;
        if (!control.NoCache && await store.GetAsync(key) is { } answer && IsFresh(answer, control))
        {
            await ReplayAsync(context, answer);
            return;
        }

        if (control.NoStore)
        {
            await next(context);
            return;
        }

        var response = context.Http.Response;
        var client = response.Body;
        var capture = new CapturingStream(client, LargestAnswer);
        response.Body = capture;
        try
        {
            await next(context);
        }
        finally
        {
            response.Body = client;
        }

        if (context.Attempt is { Outcome: Outcome.Relayed } attempt && response.StatusCode == StatusCodes.Status200OK && !attempt.ClientGone
            && capture.Captured is { } body && response.ContentType is { } type)
        {
            await store.SetAsync(key, new CachedAnswer(time.GetUtcNow(), type, attempt.Usage, body), control.Ttl ?? settings.Ttl ?? s_defaultTtl);
        }
    }

    private static async Task ReplayAsync(InferenceContext context, CachedAnswer answer)
    {
        context.CacheHit = answer;
        var response = context.Http.Response;
        response.ContentType = answer.ContentType;
        response.ContentLength = answer.Body.Length;
        response.Headers["x-litellm-model-group"] = context.Model.Group.Name;
        response.Headers["x-litellm-version"] = GatewayVersion.Text;
        response.Headers["x-litellm-response-cost"] = "0";
        WriteHeaders(context);
        await response.Body.WriteAsync(answer.Body, context.Http.RequestAborted);
    }

    /// <summary>On hits and on answers that are stored.</summary>
    public static void WriteHeaders(InferenceContext context)
    {
        if (context.CacheKey is { } key)
        {
            context.Http.Response.Headers["x-litellm-cache-key"] = key;
            context.Http.Response.Headers["x-litellm-cache-hit"] = context.CacheHit is null ? "False" : "True";
        }
    }

    private bool IsFresh(CachedAnswer answer, CacheControl control) =>
        control.MaxAge is not { } age || time.GetUtcNow() - answer.StoredAt <= age;

    private static bool IsCacheable(InferenceContext context)
    {
        var settings = context.Snapshot.Config.LitellmSettings;
        return settings.Cache
            && CallType(context.Route.Kind) is { } type
            && (settings.CacheParams.SupportedCallTypes is not { } supported || supported.Contains(type) || supported.Contains(type[1..]))
            && (settings.CacheParams.Mode != "default_off" || context.Facts.Overrides.Cache.UseCache);
    }

    // LiteLLM's names; it accepts them with and without the leading "a".
    private static string? CallType(EndpointKind kind) => kind switch
    {
        EndpointKind.ChatCompletions => "acompletion",
        EndpointKind.Completions => "atext_completion",
        EndpointKind.Embeddings => "aembedding",
        EndpointKind.Rerank => "arerank",
        _ => null,
    };
}
