namespace Gateway.Proxy.Model;

/// <summary>
/// <c>router_settings</c> of a key or team: instead of the gateway's own, for its requests alone. What a request says for itself goes
/// before it, and a deployment's own <c>timeout</c> and <c>num_retries</c> too, as before the gateway's (LiteLLM: key over team over config).
/// </summary>
internal sealed record CallerRouting
{
    public static readonly IReadOnlyDictionary<string, IReadOnlyList<string>> NoFallbacks = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>By model group; <see cref="FallbackLists.Any"/> is for all others.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Fallbacks { get; init; } = NoFallbacks;

    public IReadOnlyDictionary<string, IReadOnlyList<string>> ContextWindowFallbacks { get; init; } = NoFallbacks;

    public IReadOnlyDictionary<string, IReadOnlyList<string>> ContentPolicyFallbacks { get; init; } = NoFallbacks;

    public int? NumRetries { get; init; }

    public TimeSpan? Timeout { get; init; }

    public TimeSpan? StreamTimeout { get; init; }

    /// <summary>The gateway's lists for a group, with those of this caller in their place.</summary>
    public FallbackLists Over(FallbackLists usual, ModelGroup group) => new(
        Find(Fallbacks, group) ?? usual.General,
        Find(ContextWindowFallbacks, group) ?? usual.ContextWindow,
        Find(ContentPolicyFallbacks, group) ?? usual.ContentPolicy);

    private static IReadOnlyList<string>? Find(IReadOnlyDictionary<string, IReadOnlyList<string>> lists, ModelGroup group) =>
        lists.GetValueOrDefault(group.Name) ?? lists.GetValueOrDefault(group.PublicName) ?? lists.GetValueOrDefault(FallbackLists.Any);
}
