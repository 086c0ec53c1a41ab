namespace Gateway.Proxy.Telemetry.Exposition;

/// <summary>The value of every label that a metric may have; empty where there is none. Names are LiteLLM's (litellm-compat section 14).</summary>
internal sealed record LabelValues
{
    /// <summary>Stands for all that came after the cap on label sets was reached.</summary>
    public static readonly LabelValues Overflow = new() { _everywhere = "overflow" };

    private string? _everywhere;

    public string HashedApiKey { get; init; } = "";

    public string ApiKeyAlias { get; init; } = "";

    public string User { get; init; } = "";

    public string Team { get; init; } = "";

    public string TeamAlias { get; init; } = "";

    public string Organization { get; init; } = "";

    public string OrganizationAlias { get; init; } = "";

    public string RequestedModel { get; init; } = "";

    public string ModelGroup { get; init; } = "";

    public string FallbackModel { get; init; } = "";

    /// <summary>As the upstream knows it.</summary>
    public string Model { get; init; } = "";

    /// <summary><c>provider/model</c> as configured.</summary>
    public string LitellmModelName { get; init; } = "";

    public string DeploymentId { get; init; } = "";

    public string ApiBase { get; init; } = "";

    public string ApiProvider { get; init; } = "";

    public string Route { get; init; } = "";

    public string StatusCode { get; init; } = "";

    public string ExceptionStatus { get; init; } = "";

    public string ExceptionClass { get; init; } = "";

    public string Outcome { get; init; } = "";

    public string CallbackName { get; init; } = "";

    public string Of(string label) => _everywhere ?? label switch
    {
        "hashed_api_key" => HashedApiKey,
        "api_key_alias" => ApiKeyAlias,
        "user" => User,
        "team" => Team,
        "team_alias" => TeamAlias,
        "org_id" => Organization,
        "org_alias" => OrganizationAlias,
        "requested_model" => RequestedModel,
        "model_group" => ModelGroup,
        "fallback_model" => FallbackModel,
        "model" => Model,
        "litellm_model_name" => LitellmModelName,
        "model_id" or "deployment_id" => DeploymentId,
        "api_base" => ApiBase,
        "api_provider" => ApiProvider,
        "route" => Route,
        "status_code" => StatusCode,
        "exception_status" => ExceptionStatus,
        "exception_class" => ExceptionClass,
        "outcome" => Outcome,

        "callback_name" => CallbackName,

        // LiteLLM labels these two metrics with the name of what they measure.
        "self" or "redis" => label,

        // end_user stays empty in LiteLLM too unless it is switched on: it has no bound. Whoever may scrape need not know people's addresses.
        "end_user" or "user_email" => "",
        _ => throw new ArgumentOutOfRangeException(nameof(label), label, "No value is known for this label."),
    };
}
