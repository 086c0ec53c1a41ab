using System.Text.Json.Serialization;

namespace Gateway.Contracts;

/// <summary>A user's place in a team.</summary>
public sealed record TeamMember
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TeamId { get; set; }

    public string? UserId { get; set; }

    public string? UserEmail { get; set; }

    /// <summary><c>admin</c> or <c>user</c>.</summary>
    public string Role { get; set; } = "user";

    /// <summary>What this member may spend in the team.</summary>
    public double? MaxBudgetInTeam { get; set; }

    /// <summary>Tokens, prompt and completion, that this member may use in the team in any 60 seconds; null: unlimited.</summary>
    public long? TpmLimit { get; set; }

    /// <summary>Requests that this member may make in the team in any 60 seconds; null: unlimited.</summary>
    public long? RpmLimit { get; set; }

    public double Spend { get; set; }
}
