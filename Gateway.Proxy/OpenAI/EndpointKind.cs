namespace Gateway.Proxy.OpenAI;

/// <summary>What an inference route does; the upstream path and the reader of the body follow from it.</summary>
internal enum EndpointKind
{
    ChatCompletions,
    Completions,
    Embeddings,
    Rerank,
    Score,
    Tokenize,
    Detokenize,
    AudioTranscriptions,
    AudioTranslations,
    AudioSpeech,
    ImagesGenerations,
    Moderations,

    /// <summary>Anthropic's <c>/v1/messages</c>.</summary>
    Messages,

    /// <summary>Anthropic's <c>/v1/messages/count_tokens</c>.</summary>
    CountTokens,

    /// <summary>OpenAI's <c>/v1/responses</c>.</summary>
    Responses,

    /// <summary>A WebSocket to <c>/v1/realtime</c>.</summary>
    Realtime,

    /// <summary>Whatever stands behind a pass-through path.</summary>
    PassThrough,
}
