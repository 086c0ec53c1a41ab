using System.Text.Json.Nodes;

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

    /// <summary>Model groups, or patterns as <c>openai/*</c>, whose servers get the client's <c>x-…</c> headers.</summary>
    public IReadOnlyList<string> ForwardClientHeadersOf { get; init; } = [];

    /// <summary>Request headers that become tags, as <c>x-app: checkout</c>.</summary>
    public IReadOnlyList<string> ExtraSpendTagHeaders { get; init; } = [];

    public bool JsonLogs { get; init; }

    public bool TurnOffMessageLogging { get; init; }

    public bool RequireAuthForMetricsEndpoint { get; init; }

    /// <summary>Whose midnights, Mondays and firsts of the month budgets reset at; an IANA name in YAML.</summary>
    public TimeZoneInfo Timezone { get; init; } = TimeZoneInfo.Utc;

    /// <summary>US dollars that all requests together may cost; null: without limit.</summary>
    public double? MaxBudget { get; init; }

    /// <summary>The window of <see cref="MaxBudget"/>, e.g. <c>30d</c>; null: it never ends.</summary>
    public string? BudgetDuration { get; init; }

    /// <summary>US dollars that a customer gets who is named for the first time; null: no budget.</summary>
    public double? MaxEndUserBudget { get; init; }

    /// <summary>The same as one of <c>/budget/new</c>, with its limits and its window; goes before <see cref="MaxEndUserBudget"/>.</summary>
    public string? MaxEndUserBudgetId { get; init; }

    /// <summary>Another name to a model name, before aliases and access are looked at.</summary>
    public IReadOnlyDictionary<string, string> ModelAliasMap { get; init; } = new Dictionary<string, string>();

    /// <summary>What <c>/key/generate</c> gives a key where the body says nothing; null: nothing.</summary>
    public JsonObject? DefaultKeyGenerateParams { get; init; }

    /// <summary>What no key may have more of.</summary>
    public KeyBounds UpperboundKeyGenerateParams { get; init; } = KeyBounds.None;

    /// <summary>About keys that belong to a team.</summary>
    public KeyGenerationRules TeamKeyGeneration { get; init; } = KeyGenerationRules.None;

    /// <summary>About keys without a team.</summary>
    public KeyGenerationRules PersonalKeyGeneration { get; init; } = KeyGenerationRules.None;

    /// <summary>Teams that every user may join without being asked in; of <c>default_internal_user_params</c>.</summary>
    public IReadOnlyList<string> AvailableTeams { get; init; } = [];

    /// <summary>The same for <c>/team/new</c>.</summary>
    public JsonObject? DefaultTeamParams { get; init; }

    /// <summary>The same for users, those made with a team too.</summary>
    public JsonObject? DefaultInternalUserParams { get; init; }

    /// <summary>US dollars a window, of users who get none otherwise; null: unlimited.</summary>
    public double? MaxInternalUserBudget { get; init; }

    /// <summary>The window of <see cref="MaxInternalUserBudget"/>; null: it never ends.</summary>
    public string? InternalUserBudgetDuration { get; init; }

    /// <summary>Null: nothing is sent there.</summary>
    public LangfuseSettings? Langfuse { get; init; }

    /// <summary>Null: whoever comes first is served first.</summary>
    public PriorityReservation? PriorityReservation { get; init; }
}
