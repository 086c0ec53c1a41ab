using Gateway.Proxy.Limits;

namespace Gateway.Proxy.Model;

/// <summary>What a team, organization, user, team member, customer or tag may do. Immutable.</summary>
internal sealed record AccountSettings
{
    /// <summary>Of an account that keys name but nobody has made, or that was deleted: no rules of its own.</summary>
    public static readonly AccountSettings Unknown = new() { Exists = false };

    public bool Exists { get; init; } = true;

    /// <summary>A team's <c>team_alias</c>, an organization's <c>organization_alias</c>; null: it has none.</summary>
    public string? Alias { get; init; }

    /// <summary>What a team belongs to; null: nothing.</summary>
    public Account? Organization { get; init; }

    /// <summary>An organization's members, by user id; null: none.</summary>
    public IReadOnlyDictionary<string, string>? MemberRoles { get; init; }

    public bool Blocked { get; init; }

    /// <summary>A user's role in the gateway, a member's role in the team; null: none.</summary>
    public string? Role { get; init; }

    /// <summary>Empty: every model.</summary>
    public string[] Models { get; init; } = [];

    public IReadOnlyDictionary<string, string>? ModelAliases { get; init; }

    /// <summary>Routes that a team's plain members may call for all of its keys.</summary>
    public string[] MemberPermissions { get; init; } = [];

    public KeyLimits Limits { get; init; } = KeyLimits.None;

    /// <summary>A team's or organization's, by model group; null: none.</summary>
    public IReadOnlyDictionary<string, KeyLimits>? ModelLimits { get; init; }

    /// <summary>A team's: every request with one of its keys gets them.</summary>
    public string[] Tags { get; init; } = [];

    /// <summary>A team's <c>router_settings</c>; null: none.</summary>
    public CallerRouting? Routing { get; init; }

    /// <summary>A team's: beginnings of pass-through paths; empty: all of them.</summary>
    public string[] AllowedPassThroughRoutes { get; init; } = [];

    /// <summary>A team's <c>metadata.priority</c>; null: none.</summary>
    public string? Priority { get; init; }

    public double? MaxBudget { get; init; }

    public double? SoftBudget { get; init; }

    /// <summary>Where a customer's budget comes from; null: it is the customer's own, or there is none.</summary>
    public string? BudgetId { get; init; }

    /// <summary>A customer's model where its requests name none.</summary>
    public string? DefaultModel { get; init; }
}
