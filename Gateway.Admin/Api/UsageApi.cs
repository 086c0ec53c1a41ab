using Gateway.Contracts;

namespace Gateway.Admin.Api;

/// <summary>Sums over spend logs.</summary>
internal sealed class UsageApi(GatewayCaller gateway)
{
    public Task<ActivitySeries> SeriesAsync(DateTimeOffset from, DateTimeOffset to, TimeSpan step, string? model, CancellationToken cancellationToken) =>
        gateway.GetAsync<ActivitySeries>(
            new PathQuery("/global/activity/series").Add("start", from).Add("end", to).Add("step_minutes", (int)step.TotalMinutes).Add("model", model).ToString(), cancellationToken);

    /// <param name="by"><c>model</c>, <c>key</c>, <c>team</c>, <c>user</c>, <c>customer</c>, <c>tag</c>, <c>organization</c> or <c>day</c>.</param>
    /// <param name="from">A day (UTC).</param>
    /// <param name="to">The last day, itself included.</param>
    /// <param name="filter">Its key, team, organization, user, customer, model and tag.</param>
    /// <param name="limit">The first so many.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<SpendGroups> GroupsAsync(string by, DateOnly from, DateOnly to, LogFilter filter, int limit, CancellationToken cancellationToken) =>
        gateway.GetAsync<SpendGroups>(Groups(by, from, to, filter, limit), cancellationToken);

    public static string Groups(string by, DateOnly from, DateOnly to, LogFilter filter, int limit) => new PathQuery("/global/spend/groups")
        .Add("group_by", by).Add("start_date", from).Add("end_date", to).Add("limit", limit)
        .Add("api_key", filter.Key).Add("team_id", filter.Team).Add("organization_id", filter.Organization).Add("user_id", filter.User).Add("end_user", filter.Customer).Add("model", filter.Model).Add("tag", filter.Tag)
        .ToString();
}
