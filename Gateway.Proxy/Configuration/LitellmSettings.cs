namespace Gateway.Proxy.Configuration;

/// <summary><c>litellm_settings</c>, less the keys that <see cref="RouterSettings"/> takes over.</summary>
internal sealed record LitellmSettings
{
    public bool DropParams { get; init; }

    /// <summary>Seconds in YAML; LiteLLM's default is 6000. Caps <see cref="RouterSettings.Timeout"/>.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(6000);

    public bool Cache { get; init; }

    public CacheParams CacheParams { get; init; } = new();

    /// <summary>Provider to a fraction taken off: 0.05 is 5 %.</summary>
    public IReadOnlyDictionary<string, double> CostDiscountConfig { get; init; } = new Dictionary<string, double>();

    /// <summary>Provider, or <c>global</c>, to what is put on top.</summary>
    public IReadOnlyDictionary<string, CostMargin> CostMarginConfig { get; init; } = new Dictionary<string, CostMargin>();

    public bool JsonLogs { get; init; }

    public bool TurnOffMessageLogging { get; init; }

    public bool RequireAuthForMetricsEndpoint { get; init; }

    /// <summary>Whose midnights, Mondays and firsts of the month budgets reset at; an IANA name in YAML.</summary>
    public TimeZoneInfo Timezone { get; init; } = TimeZoneInfo.Utc;

    /// <summary>Another name to a model name, before aliases and access are looked at.</summary>
    public IReadOnlyDictionary<string, string> ModelAliasMap { get; init; } = new Dictionary<string, string>();
}
