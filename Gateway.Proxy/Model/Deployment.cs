using Gateway.Proxy.Budgets;
using Gateway.Proxy.Limits;
using Gateway.Proxy.OpenAI;
using Gateway.Proxy.Pricing;
using Gateway.Proxy.Providers;

namespace Gateway.Proxy.Model;

/// <summary>One upstream endpoint that serves one model. Immutable; what changes while it runs is in <see cref="State"/>.</summary>
internal sealed record Deployment
{
    /// <summary><c>model_info.id</c>, or derived from the parameters, so that it survives restarts and reloads.</summary>
    public required string Id { get; init; }

    /// <summary>The group's name, e.g. <c>gpt-oss-120b</c> or <c>openai/*</c>.</summary>
    public required string ModelGroup { get; init; }

    /// <summary>What clients call the group; another name than its own where it is one team's.</summary>
    public required string PublicName { get; init; }

    /// <summary>The only team whose keys may use it; null: it is for all.</summary>
    public string? TeamId { get; init; }

    /// <summary><c>provider/model</c> as configured; a metric label.</summary>
    public required string LitellmModel { get; init; }

    public required string Provider { get; init; }

    /// <summary>The model as its server knows it; may hold a <c>*</c> in a wildcard group.</summary>
    public required UpstreamModel Model { get; init; }

    /// <summary>Without query and user info: shown in headers, logs and metrics.</summary>
    public required string ApiBase { get; init; }

    /// <summary>The server's root, with a slash at its end.</summary>
    public required Uri Root { get; init; }

    /// <summary>By <see cref="EndpointKind"/>.</summary>
    public required Uri[] Urls { get; init; }

    /// <summary>Lists the server's models; asked by health probes. Null: below <see cref="ApiBase"/>.</summary>
    public Uri? ModelsUrl { get; init; }

    /// <summary>The deployment's own secret, without scheme: what must not be quoted to clients; null: there is none.</summary>
    public string? ApiKey { get; init; }

    /// <summary>How its requests are signed; null: not at all.</summary>
    public UpstreamCredential? Credential { get; init; }

    /// <summary><c>extra_headers</c>, and those that its provider wants.</summary>
    public IReadOnlyDictionary<string, string> ExtraHeaders { get; init; } = new Dictionary<string, string>();

    public Provider Upstream { get; init; } = ProviderCatalog.OpenAI;

    /// <summary>By <see cref="EndpointKind"/>: what the server speaks itself; null: whatever OpenAI's dialect has.</summary>
    public bool[]? Spoken { get; init; }

    /// <summary>The server takes vLLM's fields beyond OpenAI's.</summary>
    public bool TakesExtensions { get; init; }

    /// <summary>What a translated request calls its token limit.</summary>
    public string MaxTokensField { get; init; } = "max_tokens";

    /// <summary>A translated conversation may have system messages behind its first place.</summary>
    public bool TakesSystemAnywhere { get; init; }

    /// <summary>Fields that cannot be expressed upstream are dropped and named in a header, not refused.</summary>
    public bool DropParams { get; init; }

    /// <summary>Fields that never go to this deployment.</summary>
    public IReadOnlyList<string> AdditionalDropParams { get; init; } = [];

    public int? MaxOutputTokens { get; init; }

    /// <summary>Name to <c>"name":value</c> in UTF-8, for fields that the client did not set.</summary>
    public IReadOnlyDictionary<string, ReadOnlyMemory<byte>> BodyDefaults { get; init; } = new Dictionary<string, ReadOnlyMemory<byte>>();

    public int Order { get; init; }

    public double? Weight { get; init; }

    public int? Rpm { get; init; }

    public int? Tpm { get; init; }

    public int? MaxParallelRequests { get; init; }

    /// <summary>For each key that has none of its own for the model.</summary>
    public KeyLimits DefaultKeyLimits { get; init; } = KeyLimits.None;

    /// <summary>Its own, and its provider's.</summary>
    public DeploymentBudget[] Budgets { get; init; } = [];

    /// <summary>This deployment's share of the call's time; null: all that is left.</summary>
    public TimeSpan? Timeout { get; init; }

    public TimeSpan? StreamTimeout { get; init; }

    public int? NumRetries { get; init; }

    public TimeSpan CooldownTime { get; init; }

    public int? MaxInputTokens { get; init; }

    public string? MockResponse { get; init; }

    public ModelPrice Price { get; init; } = ModelPrice.Free;

    /// <summary>chat, embedding, …; null: not said.</summary>
    public string? Mode { get; init; }

    /// <summary>Everything of <c>model_info</c>, as a JSON object.</summary>
    public string ModelInfoJson { get; init; } = "{}";

    /// <summary>Added at run time, and not in the config file.</summary>
    public bool IsStored { get; init; }

    public required DeploymentState State { get; init; }

    /// <summary>The budget for which the deployment is passed over; null: it may serve.</summary>
    public DeploymentBudget? UsedUpBudget(DateTimeOffset now)
    {
        foreach (var budget in Budgets)
        {
            if (budget.IsUsedUp(now))
            {
                return budget;
            }
        }

        return null;
    }

    public bool Speaks(EndpointKind kind) =>
        kind == EndpointKind.PassThrough
        || (Spoken is { } spoken ? spoken[(int)kind] : kind is not (EndpointKind.Messages or EndpointKind.CountTokens or EndpointKind.Responses));

    /// <summary>Where the endpoint stands for this model; a wildcard's model may be part of the address.</summary>
    public Uri Url(EndpointKind kind, UpstreamModel model) =>
        UrlsFor is { } urls && !ReferenceEquals(model, Model) ? urls(model.Name)[(int)kind] : Urls[(int)kind];

    /// <summary>Set where the upstream's model stands in its URLs and is known with the request only.</summary>
    public Func<string, Uri[]>? UrlsFor { get; init; }

    public bool IsWildcard => Model.Name.Contains('*');

    // One object is one deployment, and a record prints its properties: keys must not get into a log that way.
    public bool Equals(Deployment? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);

    public override string ToString() => Id;
}
