namespace Gateway.Proxy.Spend.Reports;

/// <summary>Which spend logs are listed, newest first; a null takes in everything.</summary>
internal sealed record LogFilter
{
    public DateTimeOffset? From { get; init; }

    /// <summary>Itself not included.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Both ends are ends of days, so the daily sums know how many there are.</summary>
    public bool WholeDays { get; init; }

    public string? RequestId { get; init; }

    public string? KeyHash { get; init; }

    public string? UserId { get; init; }

    public string? TeamId { get; init; }

    public string? OrganizationId { get; init; }

    public string? EndUser { get; init; }

    public string? SessionId { get; init; }

    public string? Model { get; init; }

    public string? Tag { get; init; }

    /// <summary>Part of a request id, an error type, a customer, or a name of the key, model or deployment; looked for in the newest rows only.</summary>
    public string? Search { get; init; }

    /// <summary>True: only failures; false: only successes.</summary>
    public bool? Failed { get; init; }
}
