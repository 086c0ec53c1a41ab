namespace Gateway.Proxy.Spend.Reports;

/// <summary>What a report is asked for; a null takes in everything.</summary>
internal sealed record SpendFilter
{
    /// <summary>First day, <c>2026-03-01</c>.</summary>
    public string? FromDay { get; init; }

    /// <summary>Last day, itself included.</summary>
    public string? ToDay { get; init; }

    /// <summary>SHA-256 in hex.</summary>
    public string? KeyHash { get; init; }

    public string? Model { get; init; }

    public string? EndUser { get; init; }

    public IReadOnlyList<string>? UserIds { get; init; }

    public IReadOnlyList<string>? TeamIds { get; init; }

    public IReadOnlyList<string>? Tags { get; init; }

    public IReadOnlyList<string>? OrganizationIds { get; init; }

    /// <summary>Only what belongs to an organization.</summary>
    public bool ByOrganization { get; init; }

    /// <summary>Only what has tags, a request once for each of them.</summary>
    public bool ByTag { get; init; }
}
