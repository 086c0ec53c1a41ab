namespace Gateway.Proxy.Configuration;

/// <summary><c>model_list[].litellm_params</c>. Durations are seconds in YAML.</summary>
internal sealed record LitellmParams
{
    /// <summary><c>provider/upstream-model</c> as written, e.g. <c>openai/gpt-oss-120b</c> or <c>hosted_vllm/*</c>.</summary>
    public required string Model { get; init; }

    /// <summary>The provider's name, when it is not the prefix of <see cref="Model"/>.</summary>
    public string? CustomLlmProvider { get; init; }

    /// <summary>Absolute http or https URL, usually ending in <c>/v1</c>; null for providers with a well-known address.</summary>
    public Uri? ApiBase { get; init; }

    public string? ApiKey { get; init; }

    public string? ApiVersion { get; init; }

    public string? Organization { get; init; }

    public AzureParams Azure { get; init; } = AzureParams.None;

    /// <summary>Requests a minute: a weight under simple-shuffle, a limit under usage-based routing.</summary>
    public int? Rpm { get; init; }

    /// <summary>Tokens a minute, as <see cref="Rpm"/>.</summary>
    public int? Tpm { get; init; }

    /// <summary>Requests a minute for each key on this model, where the key itself says nothing about it.</summary>
    public int? DefaultApiKeyRpmLimit { get; init; }

    /// <summary>Tokens a minute, as <see cref="DefaultApiKeyRpmLimit"/>.</summary>
    public int? DefaultApiKeyTpmLimit { get; init; }

    /// <summary><c>max_budget</c> with <c>budget_duration</c>.</summary>
    public DeploymentBudgetSettings? Budget { get; init; }

    public double? Weight { get; init; }

    /// <summary>Lower levels are tried first; the next level is used when the one before has failed. Default 0.</summary>
    public int Order { get; init; }

    public int? MaxParallelRequests { get; init; }

    public TimeSpan? Timeout { get; init; }

    public TimeSpan? StreamTimeout { get; init; }

    /// <summary><c>num_retries</c> or <c>max_retries</c>.</summary>
    public int? NumRetries { get; init; }

    /// <summary>Zero: this deployment is never cooled down.</summary>
    public TimeSpan? CooldownTime { get; init; }

    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>A canned answer: no upstream is called.</summary>
    public string? MockResponse { get; init; }

    public bool? DropParams { get; init; }

    public IReadOnlyList<string> AdditionalDropParams { get; init; } = [];

    public IReadOnlyDictionary<string, string> ExtraHeaders { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// Fields sent upstream where the client did not set them: every key of <c>litellm_params</c> that is no setting of
    /// the gateway (<c>temperature</c>, <c>max_tokens</c>, <c>chat_template_kwargs</c>, …) and the members of
    /// <c>extra_body</c>. Name to raw JSON value.
    /// </summary>
    public IReadOnlyDictionary<string, string> BodyDefaults { get; init; } = new Dictionary<string, string>();

    /// <summary>Every <c>*_cost_*</c> and <c>*_cost</c> number given here, by its YAML key, in US dollars.</summary>
    public IReadOnlyDictionary<string, double> Costs { get; init; } = new Dictionary<string, double>();
}
