using Gateway.Proxy.Caching;

namespace Gateway.Proxy.OpenAI;

/// <summary>What a request may change for itself, in the body or by <c>x-litellm-*</c> headers (litellm-compat section 5).</summary>
internal sealed record RequestOverrides
{
    public static readonly RequestOverrides None = new();

    /// <summary>Groups or deployment ids that replace the configured fallbacks.</summary>
    public IReadOnlyList<string>? Fallbacks { get; init; }

    /// <summary>Fields that cannot be expressed upstream are dropped; null: as the deployment has it.</summary>
    public bool? DropParams { get; init; }

    /// <summary>Fields that do not go upstream at all.</summary>
    public IReadOnlyList<string> AdditionalDropParams { get; init; } = [];

    public bool DisableFallbacks { get; init; }

    public int? NumRetries { get; init; }

    public TimeSpan? Timeout { get; init; }

    public TimeSpan? StreamTimeout { get; init; }

    /// <summary>How this request wants to use the response cache.</summary>
    public CacheControl Cache { get; init; } = CacheControl.None;

    /// <summary>Tags for the spend log; those of the body win over those of the header.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary><c>litellm_session_id</c>, or <c>litellm_trace_id</c>: the conversation, for the spend log; null: not said.</summary>
    public string? SessionId { get; init; }

    /// <summary>Answered instead of calling a model.</summary>
    public string? MockResponse { get; init; }

    /// <summary>The first group fails as if its servers did; shows whether fallbacks are set up right.</summary>
    public bool MockTestingFallbacks { get; init; }

    public bool MockTestingContextWindowFallbacks { get; init; }

    public bool MockTestingContentPolicyFallbacks { get; init; }

    public bool MockTestingRateLimitError { get; init; }
}
