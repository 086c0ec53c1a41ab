using Gateway.Proxy.OpenAI;

namespace Gateway.Proxy.Pipeline;

/// <summary>The paths that go through the inference pipeline, each with and without <c>/v1</c>.</summary>
/// <remarks>To add an endpoint: an <see cref="EndpointKind"/>, its path here, and where it stands upstream in <c>Model/EndpointPaths.cs</c>.</remarks>
internal static class InferenceEndpoints
{
    private static readonly (string Path, EndpointKind Kind)[] s_paths =
    [
        ("/chat/completions", EndpointKind.ChatCompletions),
        ("/completions", EndpointKind.Completions),
        ("/embeddings", EndpointKind.Embeddings),
        ("/rerank", EndpointKind.Rerank),
        ("/score", EndpointKind.Score),
        ("/tokenize", EndpointKind.Tokenize),
        ("/detokenize", EndpointKind.Detokenize),
        ("/audio/transcriptions", EndpointKind.AudioTranscriptions),
        ("/audio/translations", EndpointKind.AudioTranslations),
        ("/audio/speech", EndpointKind.AudioSpeech),
        ("/images/generations", EndpointKind.ImagesGenerations),
        ("/moderations", EndpointKind.Moderations),
        ("/responses", EndpointKind.Responses),
        ("/messages", EndpointKind.Messages),
        ("/messages/count_tokens", EndpointKind.CountTokens),
    ];

    // Azure's and the oldest OpenAI clients put the model into the path.
    private static readonly string[] s_modelPrefixes = ["/engines/{model}", "/openai/deployments/{model}"];

    public static void MapInference(this IEndpointRouteBuilder routes)
    {
        var pipeline = routes.ServiceProvider.GetRequiredService<InferencePipeline>();
        foreach (var (path, kind) in s_paths)
        {
            var route = new InferenceRoute(kind, null);
            Map(routes, "/v1" + path, kind, http => pipeline.InvokeAsync(http, route));
            Map(routes, path, kind, http => pipeline.InvokeAsync(http, route));
        }

        // Cohere's clients, and vLLM, have rerank under /v2 as well.
        Map(routes, "/v2/rerank", EndpointKind.Rerank, http => pipeline.InvokeAsync(http, new InferenceRoute(EndpointKind.Rerank, null)));
        foreach (var prefix in s_modelPrefixes)
        {
            foreach (var (path, kind) in s_paths.Take(3))
            {
                Map(routes, prefix + path, kind, http => pipeline.InvokeAsync(http, new InferenceRoute(kind, (string)http.Request.RouteValues["model"]!)));
                Map(routes, "/v1" + prefix + path, kind, http => pipeline.InvokeAsync(http, new InferenceRoute(kind, (string)http.Request.RouteValues["model"]!)));
            }
        }
    }

    private static void Map(IEndpointRouteBuilder routes, string path, EndpointKind kind, RequestDelegate handler) =>
        routes.MapPost(path, handler).WithDisplayName(kind.ToString());
}
