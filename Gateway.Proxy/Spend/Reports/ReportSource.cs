namespace Gateway.Proxy.Spend.Reports;

/// <summary>Where a report's numbers come from, and with it what they can be filtered by.</summary>
internal enum ReportSource
{
    /// <summary><c>daily_spend</c>: knows no tags.</summary>
    Days,

    /// <summary><c>daily_tag_spend</c>: knows no users, teams and customers.</summary>
    Tags,

    /// <summary>Either of the two; the report itself says what goes together.</summary>
    Any,

    /// <summary><c>spend_logs</c>: one user, team and tag at a time.</summary>
    Rows,
}
