using Gateway.Proxy.OpenAI;

namespace Gateway.Proxy.Model;

/// <summary>Where each endpoint stands on a model server, below an <c>api_base</c> such as <c>http://vllm-qwen-30b:8000/v1</c>.</summary>
internal static class EndpointPaths
{
    /// <summary>One URL for each <see cref="EndpointKind"/>, by its number.</summary>
    public static Uri[] Below(Uri apiBase)
    {
        var kinds = Enum.GetValues<EndpointKind>();
        var urls = new Uri[kinds.Length];
        foreach (var kind in kinds)
        {
            urls[(int)kind] = Below(apiBase, kind);
        }

        return urls;
    }

    /// <summary>The server's root: vLLM has <c>/tokenize</c>, <c>/health</c> and <c>/metrics</c> beside <c>/v1</c>, not below it.</summary>
    public static Uri Root(Uri apiBase)
    {
        var url = apiBase.GetLeftPart(UriPartial.Path).TrimEnd('/');
        return new Uri(url.EndsWith("/v1", StringComparison.Ordinal) ? url[..^3] + "/" : url + "/");
    }

    private static Uri Below(Uri apiBase, EndpointKind kind) => kind switch
    {
        EndpointKind.ChatCompletions => Join(apiBase, "chat/completions"),
        EndpointKind.Completions => Join(apiBase, "completions"),
        EndpointKind.Embeddings => Join(apiBase, "embeddings"),
        EndpointKind.Rerank => Join(apiBase, "rerank"),
        EndpointKind.Score => Join(apiBase, "score"),
        EndpointKind.Tokenize => Join(Root(apiBase), "tokenize"),
        EndpointKind.Detokenize => Join(Root(apiBase), "detokenize"),
        EndpointKind.AudioTranscriptions => Join(apiBase, "audio/transcriptions"),
        EndpointKind.AudioTranslations => Join(apiBase, "audio/translations"),
        EndpointKind.AudioSpeech => Join(apiBase, "audio/speech"),
        EndpointKind.ImagesGenerations => Join(apiBase, "images/generations"),
        EndpointKind.Moderations => Join(apiBase, "moderations"),
        EndpointKind.Messages => Join(apiBase, "messages"),
        EndpointKind.CountTokens => Join(apiBase, "messages/count_tokens"),
        EndpointKind.Responses => Join(apiBase, "responses"),
        EndpointKind.Realtime => Join(apiBase, "realtime"),
        EndpointKind.PassThrough => apiBase,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    private static Uri Join(Uri apiBase, string path) =>
        new(apiBase.GetLeftPart(UriPartial.Path).TrimEnd('/') + "/" + path + apiBase.Query);
}
