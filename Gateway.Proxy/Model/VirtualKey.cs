using Gateway.Proxy.Keys;
using Gateway.Proxy.Limits;

namespace Gateway.Proxy.Model;

/// <summary>A key that the gateway accepts. Immutable; what it is using now is in <see cref="State"/>.</summary>
internal sealed class VirtualKey
{
    private string? _hashText;

    public required KeyHash Hash { get; init; }

    /// <summary><see cref="Hash"/> in hex; made on first use.</summary>
    public string HashText => _hashText ??= Hash.ToString();

    /// <summary>A name for people; null: none.</summary>
    public string? Alias { get; init; }

    /// <summary>The key's owner; null: none.</summary>
    public string? UserId => User?.Id;

    /// <summary>The team whose budget and limits hold as well; null: none.</summary>
    public string? TeamId => Team?.Id;

    public Account? User { get; init; }

    public Account? Team { get; init; }

    /// <summary>For where there is no team, or the team belongs to none; null: none.</summary>
    public Account? OwnOrganization { get; init; }

    /// <summary>The organization whose budget, limits and models hold as well; null: none.</summary>
    public Account? Organization => Team?.Settings.Organization ?? OwnOrganization;

    /// <summary>The owner's own place in the team; null: no owner or no team.</summary>
    public Account? Member { get; init; }

    /// <summary>Every request with the key gets them, and those of its team.</summary>
    public string[] Tags { get; init; } = [];

    /// <summary>The master key: every route, no limits.</summary>
    public bool IsMaster { get; init; }

    /// <summary>From the database, not from the config.</summary>
    public bool IsStored { get; init; }

    /// <summary>Not a key, but a token of the identity provider that stands for a user or a team.</summary>
    public bool IsToken { get; init; }

    /// <summary>What a token makes of its holder in the gateway; null: what the user is.</summary>
    public string? Role { get; init; }

    /// <summary>The customer on whose behalf everything is that comes with a token; null: requests say it.</summary>
    public string? EndUser { get; init; }

    /// <summary>The same token for its further teams; the first that may use a model pays.</summary>
    public VirtualKey[] OtherTeams { get; init; } = [];

    public bool Blocked { get; init; }

    /// <summary>From then on the key is refused.</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>From then on the holder is told to take the key's successor; null: this key is not rotated.</summary>
    public DateTimeOffset? RotationDue { get; init; }

    /// <summary>The end of the grace after <see cref="RotationDue"/>.</summary>
    public DateTimeOffset? RotatedBy { get; init; }

    /// <summary>Names, patterns, access groups; empty: every model.</summary>
    public string[] Models { get; init; } = [];

    public KeyLimits Limits { get; init; } = KeyLimits.None;

    public double? MaxBudget { get; init; }

    public double? SoftBudget { get; init; }

    public KeyRules Rules { get; init; } = KeyRules.None;

    /// <summary>The team's goes before the key's own, as in LiteLLM; null: none.</summary>
    public string? Priority => Team?.Settings.Priority ?? Rules.Priority;

    /// <summary>The key's own goes before its team's, as in LiteLLM; null: the gateway's.</summary>
    public CallerRouting? Routing => Rules.Routing ?? Team?.Settings.Routing;

    public required KeyState State { get; init; }

    public KeyUsage Usage => State.Usage;

    /// <summary>For a request to this model: without limits of the kind <c>dynamic</c>, while none of its servers has failures.</summary>
    public KeyLimits LimitsFor(ModelGroup group)
    {
        if (!(Rules.RpmIsDynamic || Rules.TpmIsDynamic) || group.HasFailures)
        {
            return Limits;
        }

        return Limits with { Rpm = Rules.RpmIsDynamic ? null : Limits.Rpm, Tpm = Rules.TpmIsDynamic ? null : Limits.Tpm };
    }

    /// <summary>The budget with its temporary increase, while that lasts.</summary>
    public double? MaxBudgetAt(DateTimeOffset now) => Rules.BudgetIncrease is { } increase && now < increase.Until ? MaxBudget + increase.Amount : MaxBudget;
}
