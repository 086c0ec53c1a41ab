using System.Text.Json.Nodes;

namespace Gateway.Contracts;

/// <summary>An organization: owner of teams and keys, with a budget, limits and models that hold for all of them together.</summary>
public sealed record OrganizationInfo
{
    public string OrganizationId { get; set; } = "";

    public string? OrganizationAlias { get; set; }

    /// <summary>What its teams and keys may use at the most; empty: every model.</summary>
    public List<string> Models { get; set; } = [];

    public List<OrganizationMember> Members { get; set; } = [];

    /// <summary>US dollars in the current window.</summary>
    public double Spend { get; set; }

    /// <summary>Where budget and limits come from that the organization has none of its own of; null: nowhere.</summary>
    public string? BudgetId { get; set; }

    /// <summary>US dollars a window; null: that of <see cref="BudgetId"/>, or none.</summary>
    public double? MaxBudget { get; set; }

    /// <summary>US dollars; said in the log when it is passed.</summary>
    public double? SoftBudget { get; set; }

    /// <summary>The window's length, e.g. <c>30d</c>; null: it never ends.</summary>
    public string? BudgetDuration { get; set; }

    public DateTimeOffset? BudgetResetAt { get; set; }

    /// <summary>Tokens, prompt and completion, in any 60 seconds; null: unlimited.</summary>
    public long? TpmLimit { get; set; }

    /// <summary>Requests in any 60 seconds; null: unlimited.</summary>
    public long? RpmLimit { get; set; }

    /// <summary>Requests at the same time; null: unlimited.</summary>
    public int? MaxParallelRequests { get; set; }

    public Dictionary<string, long>? ModelRpmLimit { get; set; }

    public Dictionary<string, long>? ModelTpmLimit { get; set; }

    /// <summary>No key of it, or of its teams, is let in.</summary>
    public bool Blocked { get; set; }

    public JsonObject Metadata { get; set; } = [];

    public string? CreatedBy { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public string? UpdatedBy { get; set; }

    public DateTimeOffset UpdatedAt { get; set; }
}
