namespace Gateway.Admin.Api;

/// <summary>Which requests are listed; nulls take in everything.</summary>
internal sealed record LogFilter
{
    public string? Search { get; init; }

    public string? Key { get; init; }

    public string? Team { get; init; }

    public string? Organization { get; init; }

    public string? User { get; init; }

    public string? Customer { get; init; }

    public string? Model { get; init; }

    public string? Tag { get; init; }

    public string? Session { get; init; }

    /// <summary><c>success</c> or <c>failure</c>.</summary>
    public string? Status { get; init; }

    public DateTimeOffset? From { get; init; }

    public DateTimeOffset? To { get; init; }

    public PathQuery Write(string path) => new PathQuery(path)
        .Add("search", Search).Add("api_key", Key).Add("team_id", Team).Add("organization_id", Organization).Add("user_id", User).Add("end_user", Customer)
        .Add("model", Model).Add("tag", Tag).Add("session_id", Session).Add("status_filter", Status).Add("start_date", From).Add("end_date", To);
}
