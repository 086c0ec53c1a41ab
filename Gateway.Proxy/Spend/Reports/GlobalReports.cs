using System.Text.Json;
using Gateway.Contracts;
using Gateway.Proxy.Configuration;

namespace Gateway.Proxy.Spend.Reports;

/// <summary><c>/global/spend/…</c>.</summary>
internal static class GlobalReports
{
    private const int DefaultLimit = 100;
    private const string Unassigned = "Unassigned";

    public static async Task TotalAsync(HttpContext http, ReportRequest request)
    {
        var sum = await Sums(http).TotalAsync(request.Filter, http.RequestAborted);
        await http.Response.WriteAsJsonAsync(
            new GlobalSpend(sum.Cost, http.RequestServices.GetRequiredService<ConfigStore>().Current.LitellmSettings.MaxBudget ?? 0, sum.Requests, sum.PromptTokens, sum.CompletionTokens), SpendJson.Default.GlobalSpend, cancellationToken: http.RequestAborted);
    }

    public static async Task DaysAsync(HttpContext http, ReportRequest request)
    {
        var sums = await Sums(http).ByAsync(request.Filter, [SpendSums.Day], null, http.RequestAborted);
        IReadOnlyList<DaySpend> days = [.. sums.Select(sum => new DaySpend(sum.Names[0], sum.Cost))];
        await http.Response.WriteAsJsonAsync(days, SpendJson.Default.IReadOnlyListDaySpend, cancellationToken: http.RequestAborted);
    }

    public static async Task ModelsAsync(HttpContext http, ReportRequest request)
    {
        var sums = await Sums(http).ByAsync(request.Filter, [SpendSums.Model], request.Limit ?? DefaultLimit, http.RequestAborted);
        IReadOnlyList<ModelSpend> models = [.. sums.Select(sum => new ModelSpend(sum.Names[0], sum.Cost, sum.Requests, sum.TotalTokens))];
        await http.Response.WriteAsJsonAsync(models, SpendJson.Default.IReadOnlyListModelSpend, cancellationToken: http.RequestAborted);
    }

    public static async Task ProvidersAsync(HttpContext http, ReportRequest request)
    {
        var sums = await Sums(http).ByAsync(request.Filter, [SpendSums.Provider], null, http.RequestAborted);
        IReadOnlyList<ProviderSpend> providers = [.. sums.Select(sum => new ProviderSpend(sum.Names[0] is { Length: > 0 } name ? name : Unassigned, sum.Cost))];
        await http.Response.WriteAsJsonAsync(providers, SpendJson.Default.IReadOnlyListProviderSpend, cancellationToken: http.RequestAborted);
    }

    public static async Task EndUsersAsync(HttpContext http, ReportRequest request)
    {
        // One more than asked for: requests without a customer are a group as well, and are left out.
        var limit = request.Limit ?? DefaultLimit;
        var sums = await Sums(http).ByAsync(request.Filter, [SpendSums.EndUser], limit + 1, http.RequestAborted);
        IReadOnlyList<EndUserSpend> customers = [.. sums.Where(sum => sum.Names[0].Length > 0).Take(limit).Select(sum => new EndUserSpend(sum.Names[0], sum.Requests, sum.Cost))];
        await http.Response.WriteAsJsonAsync(customers, SpendJson.Default.IReadOnlyListEndUserSpend, cancellationToken: http.RequestAborted);
    }

    public static async Task TagsAsync(HttpContext http, ReportRequest request)
    {
        var sums = await Sums(http).ByAsync(request.Filter, [SpendSums.Tag], request.Limit ?? DefaultLimit, http.RequestAborted);
        var report = new GlobalTagSpendReport([.. sums.Select(sum => new GlobalTagSpend(sum.Names[0], sum.Cost, sum.Requests))]);
        await http.Response.WriteAsJsonAsync(report, SpendJson.Default.GlobalTagSpendReport, cancellationToken: http.RequestAborted);
    }

    public static async Task TagNamesAsync(HttpContext http, ReportRequest request)
    {
        var sums = await Sums(http).ByAsync(request.HasPeriod ? request.Filter : request.Filter with { FromDay = null, ToDay = null }, [SpendSums.Tag], null, http.RequestAborted);
        await http.Response.WriteAsJsonAsync(
            new TagNames([.. sums.Select(sum => sum.Names[0]).Order(StringComparer.Ordinal)]), SpendJson.Default.TagNames, cancellationToken: http.RequestAborted);
    }

    public static async Task TeamsAsync(HttpContext http, ReportRequest request)
    {
        var sums = await Sums(http).ByAsync(request.Filter, [SpendSums.Day, SpendSums.Team], null, http.RequestAborted);
        var aliases = await http.RequestServices.GetRequiredService<SpendNames>().TeamAliasesAsync(sums.Select(sum => sum.Names[1]), http.RequestAborted);
        var totals = sums.GroupBy(sum => sum.Names[1])
            .Select(team => new TeamSpend(team.Key, Name(team.Key), team.Sum(sum => sum.Cost)))
            .OrderByDescending(team => team.TotalSpend)
            .ToList();
        var days = sums.GroupBy(sum => sum.Names[0]).Select(Row).ToList();
        await http.Response.WriteAsJsonAsync(
            new TeamSpendReport(days, [.. totals.Select(team => team.TeamName)], totals), SpendJson.Default.TeamSpendReport, cancellationToken: http.RequestAborted);

        string Name(string id) => id.Length == 0 ? Unassigned : aliases.GetValueOrDefault(id, id);

        IReadOnlyDictionary<string, JsonElement> Row(IGrouping<string, SpendSum> day)
        {
            var row = new Dictionary<string, JsonElement> { ["date"] = JsonSerializer.SerializeToElement(day.Key, SpendJson.Default.String) };
            foreach (var team in day.GroupBy(sum => Name(sum.Names[1])))
            {
                row[team.Key] = JsonSerializer.SerializeToElement(team.Sum(sum => sum.Cost), SpendJson.Default.Double);
            }

            return row;
        }
    }

    private static SpendSums Sums(HttpContext http) => http.RequestServices.GetRequiredService<SpendSums>();
}
