using Gateway.Contracts;

namespace Gateway.Proxy.Spend.Reports;

/// <summary><c>/global/activity/…</c>.</summary>
internal static class ActivityReports
{
    public static async Task TotalAsync(HttpContext http, ReportRequest request)
    {
        var sums = await Sums(http).ByAsync(request.Filter, [SpendSums.Day], null, http.RequestAborted);
        var report = new ActivityReport(Days(sums), sums.Sum(sum => sum.Requests), sums.Sum(sum => sum.TotalTokens));
        await http.Response.WriteAsJsonAsync(report, SpendJson.Default.ActivityReport, cancellationToken: http.RequestAborted);
    }

    public static async Task ModelsAsync(HttpContext http, ReportRequest request)
    {
        var sums = await Sums(http).ByAsync(request.Filter, [SpendSums.Day, SpendSums.Model], null, http.RequestAborted);
        IReadOnlyList<ModelActivity> models =
        [
            .. sums.GroupBy(sum => sum.Names[1])
                .Select(model => new ModelActivity(model.Key, Days(model), model.Sum(sum => sum.Requests), model.Sum(sum => sum.TotalTokens)))
                .OrderByDescending(model => model.SumApiRequests),
        ];
        await http.Response.WriteAsJsonAsync(models, SpendJson.Default.IReadOnlyListModelActivity, cancellationToken: http.RequestAborted);
    }

    public static async Task CacheHitsAsync(HttpContext http, ReportRequest request)
    {
        var sums = await Sums(http).ByAsync(request.Filter, [SpendSums.Key, SpendSums.CallType, SpendSums.Model], null, http.RequestAborted);
        IReadOnlyList<CacheActivity> caches =
        [
            .. sums.Select(sum => new CacheActivity(sum.Names[0], sum.Names[1], sum.Names[2], sum.Requests, sum.CacheHits, sum.CompletionTokens, sum.CachedTokens)),
        ];
        await http.Response.WriteAsJsonAsync(caches, SpendJson.Default.IReadOnlyListCacheActivity, cancellationToken: http.RequestAborted);
    }

    private static List<ActivityDay> Days(IEnumerable<SpendSum> sums) => [.. sums.Select(sum => new ActivityDay(sum.Names[0], sum.Requests, sum.TotalTokens))];

    private static SpendSums Sums(HttpContext http) => http.RequestServices.GetRequiredService<SpendSums>();
}
