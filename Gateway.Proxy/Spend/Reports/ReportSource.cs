namespace Gateway.Proxy.Spend.Reports;

/// <summary>Where a report's numbers come from, and with it what they can be filtered by.</summary>
internal enum ReportSource
{
    /// <summary><c>daily_spend</c>: knows no tags and organizations.</summary>
    Days,

    /// <summary><c>daily_tag_spend</c>: knows no users, teams, organizations and customers.</summary>
    Tags,

    /// <summary><c>daily_organization_spend</c>: knows no users, customers and tags.</summary>
    Organizations,

    /// <summary>One of the three; the report itself says what goes together.</summary>
    Any,

    /// <summary><c>spend_logs</c>: one user, team, organization and tag at a time.</summary>
    Rows,
}
