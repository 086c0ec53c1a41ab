namespace Gateway.Proxy.Configuration;

/// <summary>
/// <c>router_settings</c>. A key that users also write under <c>litellm_settings</c> (<c>num_retries</c>,
/// <c>fallbacks</c>, <c>timeout</c>, <c>allowed_fails</c>, <c>cooldown_time</c>, …) is merged into this record; the value
/// under <c>router_settings</c> wins, as in LiteLLM.
/// </summary>
internal sealed record RouterSettings
{
    /// <summary>One of the names in <c>Routing/RoutingStrategies.cs</c>.</summary>
    public string RoutingStrategy { get; init; } = "simple-shuffle";

    public RoutingStrategyArgs RoutingStrategyArgs { get; init; } = new();

    /// <summary>Further attempts inside one model group. LiteLLM's proxy falls back to 2.</summary>
    public int NumRetries { get; init; } = 2;

    /// <summary>The least wait before a retry; the upstream's own <c>retry-after</c> wins.</summary>
    public TimeSpan RetryAfter { get; init; }

    public RetryPolicy? RetryPolicy { get; init; }

    /// <summary>By model group; wins over <see cref="RetryPolicy"/>.</summary>
    public IReadOnlyDictionary<string, RetryPolicy> ModelGroupRetryPolicy { get; init; } = new Dictionary<string, RetryPolicy>();

    /// <summary>Failures a minute that a deployment may have before it is cooled down.</summary>
    public int AllowedFails { get; init; } = 3;

    public AllowedFailsPolicy? AllowedFailsPolicy { get; init; }

    public TimeSpan CooldownTime { get; init; } = TimeSpan.FromSeconds(5);

    public bool DisableCooldowns { get; init; }

    /// <summary>Limits a whole call that is not streamed, and the gap between events of one that is.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(600);

    /// <summary>Limits the time to the first token of a stream; null: <see cref="Timeout"/>.</summary>
    public TimeSpan? StreamTimeout { get; init; }

    /// <summary>Group (or <c>*</c>) to the groups, or deployment ids, tried after it has failed, in order.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Fallbacks { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    public IReadOnlyDictionary<string, IReadOnlyList<string>> ContextWindowFallbacks { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    public IReadOnlyDictionary<string, IReadOnlyList<string>> ContentPolicyFallbacks { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    public IReadOnlyList<string> DefaultFallbacks { get; init; } = [];

    public int MaxFallbacks { get; init; } = 5;

    public IReadOnlyDictionary<string, ModelAlias> ModelGroupAlias { get; init; } = new Dictionary<string, ModelAlias>();

    public bool EnablePreCallChecks { get; init; }

    public IReadOnlyList<string> OptionalPreCallChecks { get; init; } = [];

    public int? DefaultMaxParallelRequests { get; init; }

    /// <summary>By provider, what all its deployments together may cost.</summary>
    public IReadOnlyDictionary<string, DeploymentBudgetSettings> ProviderBudgets { get; init; } = new Dictionary<string, DeploymentBudgetSettings>();

    public bool EnableTagFiltering { get; init; }

    public bool TagFilteringMatchAny { get; init; } = true;

    public bool EnableHealthCheckRouting { get; init; }

    public string? RedisHost { get; init; }

    public int? RedisPort { get; init; }

    public string? RedisPassword { get; init; }

    public int? RedisDb { get; init; }

    public string? RedisUrl { get; init; }
}
