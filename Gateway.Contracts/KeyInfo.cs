using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Gateway.Contracts;

/// <summary>A virtual key as the management API shows it. The key itself is in the answer of generate and regenerate only.</summary>
public sealed record KeyInfo
{
    /// <summary>The key in plain; set in the one answer that hands it out, never stored.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Key { get; set; }

    /// <summary>SHA-256 of the key in lower-case hex.</summary>
    public string Token { get; set; } = "";

    /// <summary><c>sk-...</c> and the key's last four characters.</summary>
    public string KeyName { get; set; } = "";

    public string? KeyAlias { get; set; }

    /// <summary>US dollars in the current budget window.</summary>
    public double Spend { get; set; }

    public double? MaxBudget { get; set; }

    public double? SoftBudget { get; set; }

    public string? BudgetDuration { get; set; }

    public DateTimeOffset? BudgetResetAt { get; set; }

    public string? BudgetId { get; set; }

    public List<BudgetLimit>? BudgetLimits { get; set; }

    public Dictionary<string, ModelBudget>? ModelMaxBudget { get; set; }

    public DateTimeOffset? Expires { get; set; }

    public List<string> Models { get; set; } = [];

    public Dictionary<string, string> Aliases { get; set; } = [];

    public string? UserId { get; set; }

    public string? TeamId { get; set; }

    /// <summary>The key's own, for keys without a team; null: its team's, or none.</summary>
    public string? OrganizationId { get; set; }

    public long? TpmLimit { get; set; }

    public long? RpmLimit { get; set; }

    public int? MaxParallelRequests { get; set; }

    public Dictionary<string, long>? ModelRpmLimit { get; set; }

    public Dictionary<string, long>? ModelTpmLimit { get; set; }

    public List<string> AllowedRoutes { get; set; } = [];

    public string KeyType { get; set; } = "default";

    public List<string> Tags { get; set; } = [];

    public JsonObject Metadata { get; set; } = [];

    public JsonObject Permissions { get; set; } = [];

    public bool Blocked { get; set; }

    /// <summary>The holder has to take a new key every <see cref="RotationInterval"/>.</summary>
    public bool AutoRotate { get; set; }

    /// <summary>E.g. <c>90d</c>.</summary>
    public string? RotationInterval { get; set; }

    /// <summary>When the key is due next.</summary>
    public DateTimeOffset? KeyRotationAt { get; set; }

    public DateTimeOffset? LastRotationAt { get; set; }

    /// <summary>How often the key was replaced, by whomever.</summary>
    public int RotationCount { get; set; }

    public string? CreatedBy { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public string? UpdatedBy { get; set; }

    public DateTimeOffset UpdatedAt { get; set; }

    /// <summary>The hash of the key that took this one's place; null: this one is current.</summary>
    [JsonIgnore]
    public string? ReplacedBy { get; set; }
}
