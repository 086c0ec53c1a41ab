using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Gateway.Contracts;

/// <summary>A user: owner of keys, member of teams.</summary>
public sealed record UserInfo
{
    public string UserId { get; set; } = "";

    public string? UserEmail { get; set; }

    public string? UserAlias { get; set; }

    /// <summary><c>proxy_admin</c>, <c>proxy_admin_viewer</c>, <c>internal_user</c> or <c>internal_user_viewer</c>.</summary>
    public string UserRole { get; set; } = "internal_user";

    public List<string> Teams { get; set; } = [];

    /// <summary>The organizations that the user is in; left out in lists of users.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public List<OrganizationMember>? OrganizationMemberships { get; set; }

    public List<string> Models { get; set; } = [];

    public double Spend { get; set; }

    public double? MaxBudget { get; set; }

    public string? BudgetDuration { get; set; }

    public DateTimeOffset? BudgetResetAt { get; set; }

    public long? TpmLimit { get; set; }

    public long? RpmLimit { get; set; }

    public int? MaxParallelRequests { get; set; }

    public JsonObject Metadata { get; set; } = [];

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset UpdatedAt { get; set; }
}
