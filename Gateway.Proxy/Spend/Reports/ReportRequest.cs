using Gateway.Proxy.OpenAI;

namespace Gateway.Proxy.Spend.Reports;

/// <summary>The query string of any report, read and checked; each endpoint takes what it knows.</summary>
internal sealed record ReportRequest
{
    private const string NoTagsBy = "sums by tag are not kept by it; /spend/logs takes both";
    private const string NoOrganizationsBy = "sums by organization are not kept by it; /spend/logs takes both";
    private const string OneOnly = "only one can be given here";

    /// <summary>For sums; without dates it takes in the last 30 days.</summary>
    public required SpendFilter Filter { get; init; }

    /// <summary>For rows; without dates it takes in all of them.</summary>
    public required LogFilter Logs { get; init; }

    /// <summary>Both dates were given.</summary>
    public bool HasPeriod { get; init; }

    /// <summary><c>summarize</c>; null: not said.</summary>
    public bool? Summarize { get; init; }

    /// <summary><c>group_by</c>.</summary>
    public required string GroupBy { get; init; }

    /// <summary><c>limit</c>; null: not said.</summary>
    public int? Limit { get; init; }

    public LogCursor? Cursor { get; init; }

    public int Page { get; init; } = 1;

    /// <summary><c>page_size</c>; null: not said.</summary>
    public int? PageSize { get; init; }

    /// <summary>A filter that this report cannot keep to is refused: numbers that silently leave it out would be wrong.</summary>
    public GatewayError? Unsupported(ReportSource source) => source switch
    {
        ReportSource.Days when Filter.Tags is not null => GatewayErrors.InvalidField("tag", "this report has no tags; /tag/daily/activity and /spend/logs do"),
        ReportSource.Days or ReportSource.Tags when Filter.OrganizationIds is not null => GatewayErrors.InvalidField("organization_id", "this report has no organizations; /organization/daily/activity and /spend/logs do"),
        ReportSource.Organizations when Filter.UserIds is not null => GatewayErrors.InvalidField("user_id", NoOrganizationsBy),
        ReportSource.Organizations when Filter.EndUser is not null => GatewayErrors.InvalidField("end_user", NoOrganizationsBy),
        ReportSource.Organizations when Filter.Tags is not null => GatewayErrors.InvalidField("tag", NoOrganizationsBy),
        ReportSource.Tags when Filter.UserIds is not null => GatewayErrors.InvalidField("user_id", NoTagsBy),
        ReportSource.Tags when Filter.TeamIds is not null => GatewayErrors.InvalidField("team_id", NoTagsBy),
        ReportSource.Tags when Filter.EndUser is not null => GatewayErrors.InvalidField("end_user", NoTagsBy),
        ReportSource.Rows when Filter.UserIds is { Count: > 1 } => GatewayErrors.InvalidField("user_id", OneOnly),
        ReportSource.Rows when Filter.TeamIds is { Count: > 1 } => GatewayErrors.InvalidField("team_id", OneOnly),
        ReportSource.Rows when Filter.OrganizationIds is { Count: > 1 } => GatewayErrors.InvalidField("organization_id", OneOnly),
        ReportSource.Rows when Filter.Tags is { Count: > 1 } => GatewayErrors.InvalidField("tag", OneOnly),
        not ReportSource.Rows when Logs.Failed is not null => GatewayErrors.InvalidField("status_filter", "only lists of single requests have it: /spend/logs"),
        not ReportSource.Rows when Logs.SessionId is not null => GatewayErrors.InvalidField("session_id", "only lists of single requests have it: /spend/logs"),
        _ => null,
    };
}
