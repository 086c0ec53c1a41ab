namespace Gateway.Proxy.Configuration;

/// <summary><c>litellm_settings.cache_params</c>; <c>cache_type</c> and <c>cache_kwargs</c> beside it are read as aliases of its keys.</summary>
internal sealed record CacheParams
{
    /// <summary>local or redis; null: redis where one is configured, else local.</summary>
    public string? Type { get; init; }

    public string? Host { get; init; }

    public int? Port { get; init; }

    public string? Username { get; init; }

    public string? Password { get; init; }

    public int? Db { get; init; }

    public bool Ssl { get; init; }

    public string? Url { get; init; }

    /// <summary><c>host:port</c> of nodes of a Redis cluster, or of Sentinels where there is a <see cref="ServiceName"/>.</summary>
    public IReadOnlyList<string> Nodes { get; init; } = [];

    /// <summary>The primary that the Sentinels watch.</summary>
    public string? ServiceName { get; init; }

    public string? Namespace { get; init; }

    public TimeSpan? Ttl { get; init; }

    /// <summary><c>key</c> or <c>team</c>: an answer is for those of the same only; null: for everybody.</summary>
    public string? Scope { get; init; }

    /// <summary>Null: only identical requests are given one answer.</summary>
    public SemanticCacheParams? Semantic { get; init; }

    /// <summary>default_on or default_off.</summary>
    public string Mode { get; init; } = "default_on";

    /// <summary>acompletion, atext_completion, aembedding, arerank, aresponses, anthropic_messages; null: all that can be cached.</summary>
    public IReadOnlyList<string>? SupportedCallTypes { get; init; }
}
