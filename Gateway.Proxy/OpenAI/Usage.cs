namespace Gateway.Proxy.OpenAI;

/// <summary>Token counts of one answer, from the upstream's <c>usage</c> object unless estimated.</summary>
internal readonly record struct Usage(int PromptTokens, int CompletionTokens)
{
    public int TotalTokens => PromptTokens + CompletionTokens;

    /// <summary><c>prompt_tokens_details.cached_tokens</c>; part of <see cref="PromptTokens"/>.</summary>
    public int CachedTokens { get; init; }

    /// <summary><c>cache_creation_input_tokens</c> of Anthropic; part of <see cref="PromptTokens"/>.</summary>
    public int CacheWriteTokens { get; init; }

    /// <summary><c>completion_tokens_details.reasoning_tokens</c>; part of <see cref="CompletionTokens"/>.</summary>
    public int ReasoningTokens { get; init; }

    /// <summary>Audio that was heard and not cached; part of <see cref="PromptTokens"/>.</summary>
    public int AudioInputTokens { get; init; }

    /// <summary>Audio that was spoken; part of <see cref="CompletionTokens"/>.</summary>
    public int AudioOutputTokens { get; init; }

    /// <summary>The upstream gave no usage, so the gateway counted.</summary>
    public bool Estimated { get; init; }
}
