using System.Globalization;
using Gateway.Proxy.Caching.Semantic;
using Gateway.Proxy.Forwarding;
using Gateway.Proxy.OpenAI;
using Gateway.Proxy.Pipeline;

namespace Gateway.Proxy.Caching;

/// <summary>
/// A hit ends the request, as a stream if it was asked as one; a miss is stored once it is whole. Equal requests at the same
/// time share one call. Only where <c>litellm_settings.cache</c> is on. Failed and broken answers are never stored.
/// </summary>
internal sealed class ResponseCacheStep(AnswerStores stores, SharedAnswers calls, EmbeddingItems embeddings, SemanticCache semantic, TimeProvider time) : IInferenceStep
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
        var key = CacheKey.For(context);
        context.CacheKey = key;
        if (context.Route.Kind == EndpointKind.Embeddings && EmbeddingInput.Find(context.Body!.Bytes.Span) is { } input)
        {
            await embeddings.InvokeAsync(context, input, store, Ttl(context), next);
            return;
        }

        if (!control.NoCache && await store.GetAsync(key) is { } answer && control.IsFresh(answer, time.GetUtcNow()))
        {
            await ReplayAsync(context, answer);
            return;
        }

        var match = control.NoCache ? null : await semantic.LookUpAsync(context, store);
        if (match?.Answer is { } similar && control.IsFresh(similar, time.GetUtcNow()))
        {
            context.Http.Response.Headers["x-litellm-semantic-similarity"] = match.Similarity.ToString("0.0000", CultureInfo.InvariantCulture);
            context.CacheKey = match.Key;
            semantic.Told(context, match);
            await ReplayAsync(context, similar);
            return;
        }

        if (control.NoCache || control.NoStore)
        {
            // Asked for an answer of its own, which is not to be shared.
            await LeadAsync(context, next, new SharedAnswer(), store, match);
            return;
        }

        var call = calls.JoinOrBegin(key, out var isLeader);
        if (isLeader)
        {
            await LeadAsync(context, next, call, store, match);
        }
        else if (!await FollowAsync(context, call))
        {
            await next(context);
        }
    }

    private async Task LeadAsync(InferenceContext context, InferenceDelegate next, SharedAnswer call, IAnswerStore store, SemanticMatch? match)
    {
        var http = context.Http;
        var (client, clientGone) = (http.Response.Body, http.RequestAborted);
        http.Response.Body = new LeaderStream(http.Response, client, call, clientGone);

        // While others read along, the leader's own client may leave without ending the call.
        http.RequestAborted = call.NobodyLeft;
        await using var leaving = clientGone.UnsafeRegister(static call => ((SharedAnswer)call!).Leave(), call);
        try
        {
            await next(context);
            if (context.Attempt is { Outcome: Outcome.Relayed } attempt && !call.NobodyLeft.IsCancellationRequested)
            {
                await StoreAsync(context, attempt, call, store, match);
            }
        }
        finally
        {
            http.RequestAborted = clientGone;
            http.Response.Body = client;
            calls.End(context.CacheKey!, call);
            call.Complete(context.Attempt?.Usage ?? default);
        }
    }

    private async Task StoreAsync(InferenceContext context, Attempt attempt, SharedAnswer call, IAnswerStore store, SemanticMatch? match)
    {
        var control = context.Facts.Overrides.Cache;
        if (!control.NoStore && call.ContentType is { } type && call.Body.Length <= LargestAnswer)
        {
            var ttl = Ttl(context);
            await store.SetAsync(context.CacheKey!, new CachedAnswer(time.GetUtcNow(), type, attempt.Usage, call.Body), ttl);
            if (match is not null)
            {
                semantic.Add(match, context.CacheKey!, ttl);
            }
        }
    }

    // False: the call failed before its first byte, so this request has to make its own.
    private async Task<bool> FollowAsync(InferenceContext context, SharedAnswer call)
    {
        try
        {
            return await calls.FollowAsync(context, call, () => Begin(context, call));
        }
        finally
        {
            if (!call.HasFailed)
            {
                context.CacheHit = new CachedAnswer(time.GetUtcNow(), call.ContentType ?? "", call.Usage, default);
            }

            call.Leave();
        }
    }

    private void Begin(InferenceContext context, SharedAnswer call)
    {
        context.CacheHit = new CachedAnswer(time.GetUtcNow(), call.ContentType!, default, default);
        context.Http.Response.ContentType = call.ContentType;
        WriteOwnHeaders(context);
    }

    /// <summary>Ends the request with an answer that was stored.</summary>
    public static async Task ReplayAsync(InferenceContext context, CachedAnswer answer)
    {
        context.CacheHit = answer;
        var response = context.Http.Response;
        response.ContentType = answer.ContentType;
        response.ContentLength = answer.Body.Length;
        WriteOwnHeaders(context);
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

    private static void WriteOwnHeaders(InferenceContext context)
    {
        var headers = context.Http.Response.Headers;
        headers["x-litellm-model-group"] = context.Model.Group.Name;
        headers["x-litellm-version"] = GatewayVersion.Text;
        headers["x-litellm-response-cost"] = "0";
        WriteHeaders(context);
    }

    private static TimeSpan Ttl(InferenceContext context) =>
        context.Facts.Overrides.Cache.Ttl ?? context.Snapshot.Config.LitellmSettings.CacheParams.Ttl ?? s_defaultTtl;

    private static bool IsCacheable(InferenceContext context)
    {
        var settings = context.Snapshot.Config.LitellmSettings;
        return settings.Cache
            && CallType(context) is { } type
            && (settings.CacheParams.SupportedCallTypes is not { } supported || supported.Contains(type) || supported.Contains(type[1..]))
            && (settings.CacheParams.Mode != "default_off" || context.Facts.Overrides.Cache.UseCache);
    }

    // LiteLLM's names; it accepts them with and without the leading "a".
    private static string? CallType(InferenceContext context) => context.Route.Kind switch
    {
        EndpointKind.ChatCompletions => "acompletion",
        EndpointKind.Completions => "atext_completion",
        EndpointKind.Embeddings => "aembedding",
        EndpointKind.Rerank => "arerank",
        EndpointKind.Messages => "anthropic_messages",

        // A background response has an id already, and its client comes back for that one; a conversation grows by each of its requests.
        EndpointKind.Responses when !context.Facts.IsBackground && !context.Facts.HasConversation && context.Route.ResponseId is null => "aresponses",
        _ => null,
    };
}
