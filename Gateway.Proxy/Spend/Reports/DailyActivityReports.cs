using Gateway.Contracts;

namespace Gateway.Proxy.Spend.Reports;

/// <summary><c>/user/daily/activity</c>, and the same for teams, organizations, customers and tags: newest day first, a page is some days.</summary>
internal static class DailyActivityReports
{
    private const int DefaultPageSize = 100;

    // Ten thousand keys on each of thirty days would be an answer of a hundred megabytes.
    private const int MostNames = 100;

    public static Task UsersAsync(HttpContext http, ReportRequest request) => ReportAsync(http, request, SpendSums.User);

    public static Task UsersInOneAsync(HttpContext http, ReportRequest request) => ReportAsync(http, request with { Page = 1, PageSize = int.MaxValue }, SpendSums.User);

    public static Task TeamsAsync(HttpContext http, ReportRequest request) => ReportAsync(http, request, SpendSums.Team);

    public static Task OrganizationsAsync(HttpContext http, ReportRequest request) => ReportAsync(http, request, SpendSums.Organization);

    public static Task CustomersAsync(HttpContext http, ReportRequest request) => ReportAsync(http, request, SpendSums.EndUser);

    public static Task TagsAsync(HttpContext http, ReportRequest request) => ReportAsync(http, request, SpendSums.Tag);

    private static async Task ReportAsync(HttpContext http, ReportRequest request, string entity)
    {
        var sums = http.RequestServices.GetRequiredService<SpendSums>();
        var names = http.RequestServices.GetRequiredService<SpendNames>();
        var filter = request.Filter with { ByTag = entity == SpendSums.Tag, ByOrganization = entity == SpendSums.Organization };
        var size = request.PageSize ?? DefaultPageSize;
        var limit = request.Limit ?? MostNames;

        var days = await sums.ByAsync(filter, [SpendSums.Day], null, http.RequestAborted);
        days.Reverse();
        var pages = Math.Max(1, (int)((days.Count + (long)size - 1) / size));
        var shown = days.Skip((int)Math.Min(days.Count, (request.Page - 1L) * size)).Take(size).Select(day => day.Names[0]).ToList();
        List<DailyActivity> results = [];
        if (shown.Count > 0)
        {
            // Some small groupings at once: all names together would be as many groups as there are daily sums.
            var page = filter with { FromDay = shown[^1], ToDay = request.Page == 1 ? filter.ToDay : shown[0] };
            var totals = days.ToDictionary(day => day.Names[0]);
            var (byKey, byEntity, byModel) = (ByAsync(page, SpendSums.Key), ByAsync(page, entity), ByAsync(page, SpendSums.Model));
            var (byGroup, byProvider, byEndpoint) = (ByAsync(page, SpendSums.Group), ByAsync(page, SpendSums.Provider), ByAsync(page, SpendSums.CallType));
            var (keys, entities, models) = (await byKey, await byEntity, await byModel);
            var (groups, providers, endpoints) = (await byGroup, await byProvider, await byEndpoint);
            var keyNames = await names.KeysAsync(NamesIn(keys), http.RequestAborted);
            var (aliases, alias) = await AliasesAsync(names, entity, NamesIn(entities), http.RequestAborted);
            results =
            [
                .. shown.Select(day => new DailyActivity(day, Metrics(totals[day]), new SpendBreakdown(
                    Parts(models[day], _ => null),
                    Parts(groups[day], _ => null),
                    Parts(providers[day], _ => null),
                    Parts(keys[day], hash => keyNames.GetValueOrDefault(hash) is { } key ? Metadata(("key_alias", key.Alias), ("team_id", key.TeamId)) : null),
                    Parts(entities[day], id => Metadata((alias, aliases.GetValueOrDefault(id)))),
                    Parts(endpoints[day], _ => null)))),
            ];
        }

        var total = SpendSum.Of(days);
        var metadata = new DailyActivityTotals(
            total.Cost, total.PromptTokens, total.CompletionTokens, total.TotalTokens, total.Requests, total.Successes, total.Failures, total.CachedTokens, 0,
            request.Page, pages, request.Page < pages, limit);
        await http.Response.WriteAsJsonAsync(new DailyActivityReport(results, metadata), SpendJson.Default.DailyActivityReport, cancellationToken: http.RequestAborted);

        async Task<ILookup<string, SpendSum>> ByAsync(SpendFilter page, string name) =>
            (await sums.ByAsync(page, [SpendSums.Day, name], limit, http.RequestAborted)).ToLookup(sum => sum.Names[0]);
    }

    // And the name that they have in the answer.
    private static async Task<(Dictionary<string, string> Aliases, string Field)> AliasesAsync(SpendNames names, string entity, IEnumerable<string> ids, CancellationToken cancellationToken) => entity switch
    {
        SpendSums.Team => (await names.TeamAliasesAsync(ids, cancellationToken), "team_alias"),
        SpendSums.Organization => (await names.OrganizationAliasesAsync(ids, cancellationToken), "organization_alias"),
        _ => ([], ""),
    };

    private static IEnumerable<string> NamesIn(ILookup<string, SpendSum> sums) => sums.SelectMany(day => day).Select(sum => sum.Names[1]);

    // What never had the name (no group, no provider, no team) is in the day's sums alone.
    private static Dictionary<string, MetricsWithMetadata> Parts(IEnumerable<SpendSum> sums, Func<string, Dictionary<string, string>?> metadata) => sums
        .Where(sum => sum.Names[1].Length > 0)
        .ToDictionary(sum => sum.Names[1], sum => new MetricsWithMetadata(Metrics(sum), metadata(sum.Names[1]) ?? []));

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

    private static SpendMetrics Metrics(SpendSum sum) =>
        new(sum.Cost, sum.PromptTokens, sum.CompletionTokens, sum.CachedTokens, 0, sum.TotalTokens, sum.Requests, sum.Successes, sum.Failures);
}
