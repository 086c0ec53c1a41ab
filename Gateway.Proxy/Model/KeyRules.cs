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

    /// <summary><c>metadata.priority</c>; null: none.</summary>
    public string? Priority { get; init; }

    /// <summary>As <c>general_settings.enforced_params</c>, for this key.</summary>
    public string[] EnforcedParams { get; init; } = [];

    public KeyType Type { get; init; }

    /// <summary>By model group.</summary>
    public IReadOnlyDictionary<string, KeyLimits>? ModelLimits { get; init; }

    /// <summary><c>temp_budget_increase</c>; null: none.</summary>
    public BudgetIncrease? BudgetIncrease { get; init; }

    public IReadOnlyList<KeyBudgetWindow> Windows { get; init; } = [];

    public IReadOnlyDictionary<string, KeyBudgetWindow>? ModelBudgets { get; init; }
}
