using System.Text.Json.Nodes;

namespace Gateway.Contracts;

/// <summary>A team: owner of keys, with budget and limits that hold for all of them together.</summary>
public sealed record TeamInfo
{
    public string TeamId { get; set; } = "";

    public string? TeamAlias { get; set; }

    /// <summary>Whose budget, limits and models hold for the team as well; null: none.</summary>
    public string? OrganizationId { get; set; }

    public List<TeamMember> MembersWithRoles { get; set; } = [];

    public List<string> Models { get; set; } = [];

    public Dictionary<string, string> ModelAliases { get; set; } = [];

    public double Spend { get; set; }

    public double? MaxBudget { get; set; }

    public double? SoftBudget { get; set; }

    public string? BudgetDuration { get; set; }

    public DateTimeOffset? BudgetResetAt { get; set; }

    public long? TpmLimit { get; set; }

    public long? RpmLimit { get; set; }

    public int? MaxParallelRequests { get; set; }

    public Dictionary<string, long>? ModelRpmLimit { get; set; }

    public Dictionary<string, long>? ModelTpmLimit { get; set; }

    public bool Blocked { get; set; }

    /// <summary>Routes of <c>/key/*</c> that plain members may call for every key of the team; null: none, they see their own keys only.</summary>
    public List<string>? TeamMemberPermissions { get; set; }

    public JsonObject Metadata { get; set; } = [];

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset UpdatedAt { get; set; }
}
