using Gateway.Proxy.Limits;

namespace Gateway.Proxy.Model;

/// <summary>What only few keys have; one shared empty instance stands for all the others.</summary>
internal sealed record KeyRules
{
    public static readonly KeyRules None = new();

    /// <summary>Names that this key sends to the models they stand for.</summary>
    public IReadOnlyDictionary<string, string>? Aliases { get; init; }

    /// <summary>Paths, patterns with a star at the end, or LiteLLM's names of groups of routes; empty: every route.</summary>
    public string[] AllowedRoutes { get; init; } = [];

    /// <summary>Beginnings of pass-through paths; empty: all of them.</summary>
    public string[] AllowedPassThroughRoutes { get; init; } = [];

    /// <summary>What requests may put into <c>cache</c>; empty: anything.</summary>
    public string[] AllowedCacheControls { get; init; } = [];

    /// <summary><c>metadata.priority</c>; null: none.</summary>
    public string? Priority { get; init; }

    /// <summary>As <c>general_settings.enforced_params</c>, for this key.</summary>
    public string[] EnforcedParams { get; init; } = [];

    public KeyType Type { get; init; }

    /// <summary><c>router_settings</c>; null: none.</summary>
    public CallerRouting? Routing { get; init; }

    /// <summary><c>rpm_limit_type: dynamic</c>: holds only while the model has failures.</summary>
    public bool RpmIsDynamic { get; init; }

    /// <summary>The same for tokens.</summary>
    public bool TpmIsDynamic { get; init; }

    /// <summary>By model group.</summary>
    public IReadOnlyDictionary<string, KeyLimits>? ModelLimits { get; init; }

    /// <summary><c>temp_budget_increase</c>; null: none.</summary>
    public BudgetIncrease? BudgetIncrease { get; init; }

    public IReadOnlyList<KeyBudgetWindow> Windows { get; init; } = [];

    public IReadOnlyDictionary<string, KeyBudgetWindow>? ModelBudgets { get; init; }
}
