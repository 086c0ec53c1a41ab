using Gateway.Contracts;

namespace Gateway.Proxy.Spend.Reports;

/// <summary><c>/user/daily/activity</c>, <c>/team/daily/activity</c>, <c>/tag/daily/activity</c>: newest day first, a page is some days.</summary>
internal static class DailyActivityReports
{
    private const int DefaultPageSize = 100;

    // Of the groups of the query below; the last is who the report is of.
    private static readonly string[] s_groups = [SpendSums.Day, SpendSums.Model, SpendSums.Group, SpendSums.Provider, SpendSums.Key, SpendSums.CallType];

    public static Task UsersAsync(HttpContext http, ReportRequest request) => ReportAsync(http, request, SpendSums.User);

    public static Task UsersInOneAsync(HttpContext http, ReportRequest request) => ReportAsync(http, request with { Page = 1, PageSize = int.MaxValue }, SpendSums.User);

    public static Task TeamsAsync(HttpContext http, ReportRequest request) => ReportAsync(http, request, SpendSums.Team);

    public static Task TagsAsync(HttpContext http, ReportRequest request) => ReportAsync(http, request, SpendSums.Tag);

    private static async Task ReportAsync(HttpContext http, ReportRequest request, string entity)
    {
        var sums = http.RequestServices.GetRequiredService<SpendSums>();
        var names = http.RequestServices.GetRequiredService<SpendNames>();
        var filter = request.Filter;
        var isTag = entity == SpendSums.Tag;
        var size = request.PageSize ?? DefaultPageSize;

        // Tags share requests; grouping by tag as well makes the same table answer for both queries.
        var days = (await sums.ByAsync(filter, isTag ? [SpendSums.Day, SpendSums.Tag] : [SpendSums.Day], null, http.RequestAborted)).GroupBy(sum => sum.Names[0]).Reverse().ToList();
        var pages = Math.Max(1, (int)((days.Count + (long)size - 1) / size));
        var shown = days.Skip((int)Math.Min(days.Count, (request.Page - 1L) * size)).Take(size).Select(day => day.Key).ToList();
        List<DailyActivity> results = [];
        if (shown.Count > 0)
        {
            var details = await sums.ByAsync(filter with { FromDay = shown[^1], ToDay = shown[0] }, [.. s_groups, entity], null, http.RequestAborted);
            var keys = await names.KeysAsync(details.Select(sum => sum.Names[4]), http.RequestAborted);
            var teams = entity == SpendSums.Team ? await names.TeamAliasesAsync(details.Select(sum => sum.Names[6]), http.RequestAborted) : [];
            results = [.. details.GroupBy(sum => sum.Names[0]).Reverse().Select(day => Day(day, keys, teams))];
        }

        var total = SpendSum.Of(days.SelectMany(day => day));
        var metadata = new DailyActivityTotals(
            total.Cost, total.PromptTokens, total.CompletionTokens, total.TotalTokens, total.Requests, total.Successes, total.Failures, total.CachedTokens, 0,
            request.Page, pages, request.Page < pages);
        await http.Response.WriteAsJsonAsync(new DailyActivityReport(results, metadata), SpendJson.Default.DailyActivityReport, cancellationToken: http.RequestAborted);
    }

    private static DailyActivity Day(IGrouping<string, SpendSum> day, Dictionary<string, KeyNames> keys, Dictionary<string, string> teams)
    {
        var breakdown = new SpendBreakdown(
            By(1, _ => null),
            By(2, _ => null),
            By(3, _ => null),
            By(4, hash => keys.GetValueOrDefault(hash) is { } key ? Metadata(("key_alias", key.Alias), ("team_id", key.TeamId)) : null),
            By(6, id => Metadata(("team_alias", teams.GetValueOrDefault(id)))),
            By(5, _ => null));
        return new DailyActivity(day.Key, Metrics(day), breakdown);

        // What never had the name (no group, no provider, no team) is in the day's sums alone.
        Dictionary<string, MetricsWithMetadata> By(int name, Func<string, Dictionary<string, string>?> metadata) => day
            .Where(sum => sum.Names[name].Length > 0)
            .GroupBy(sum => sum.Names[name])
            .ToDictionary(group => group.Key, group => new MetricsWithMetadata(Metrics(group), metadata(group.Key) ?? []));
    }

    private static Dictionary<string, string> Metadata(params ReadOnlySpan<(string Name, string? Value)> values)
    {
        var metadata = new Dictionary<string, string>();
        foreach (var (name, value) in values)
        {
            if (value is not null)
            {
                metadata[name] = value;
            }
        }

        return metadata;
    }

    private static SpendMetrics Metrics(IEnumerable<SpendSum> sums)
    {
        var sum = SpendSum.Of(sums);
        return new SpendMetrics(sum.Cost, sum.PromptTokens, sum.CompletionTokens, sum.CachedTokens, 0, sum.TotalTokens, sum.Requests, sum.Successes, sum.Failures);
    }
}
