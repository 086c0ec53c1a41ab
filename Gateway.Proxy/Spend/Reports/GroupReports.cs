using Gateway.Contracts;
using Gateway.Proxy.OpenAI;

namespace Gateway.Proxy.Spend.Reports;

/// <summary>
/// <c>/global/spend/report</c>: by day and team, by day and customer, or by key. What a team's or customer's spend is made of is listed for
/// the <c>limit</c> keys that spent the most in the period; the sums are of all.
/// </summary>
internal static class GroupReports
{
    private const int DefaultKeys = 100;

    private const string Unassigned = "Unassigned";

    public static Task ReportAsync(HttpContext http, ReportRequest request) => request.GroupBy switch
    {
        "api_key" => KeysAsync(http, request),
        "customer" => DaysAsync(http, request, SpendSums.EndUser),
        "team" => DaysAsync(http, request, SpendSums.Team),
        _ => ErrorJson.WriteAsync(http, GatewayErrors.InvalidField("group_by", "valid is one of team, customer, api_key here; /global/spend/groups has the others")),
    };

    private static async Task DaysAsync(HttpContext http, ReportRequest request, string by)
    {
        var parts = Sums(http).ByAsync(request.Filter, [SpendSums.Day, by, SpendSums.Model, SpendSums.Key], request.Limit ?? DefaultKeys, http.RequestAborted);
        var sums = await Sums(http).ByAsync(request.Filter, [SpendSums.Day, by], null, http.RequestAborted);
        var entries = (await parts).ToLookup(part => (part.Names[0], part.Names[1]), part => new SpendReportEntry(part.Names[2], part.Cost, part.TotalTokens, part.Names[3], part.Requests));
        var aliases = by == SpendSums.Team
            ? await http.RequestServices.GetRequiredService<SpendNames>().TeamAliasesAsync(sums.Select(sum => sum.Names[1]).Distinct(), http.RequestAborted)
            : [];
        IReadOnlyList<SpendReportDay> days =
        [
            .. sums.GroupBy(sum => sum.Names[0]).Select(day =>
            {
                var groups = day.OrderByDescending(group => group.Cost);
                return by == SpendSums.Team
                    ? new SpendReportDay(day.Key) { Teams = [.. groups.Select(group => new SpendReportTeam(Name(group.Names[1]), group.Cost, Entries(group)))] }
                    : new SpendReportDay(day.Key) { Customers = [.. groups.Select(group => new SpendReportCustomer(Name(group.Names[1]), group.Cost, Entries(group)))] };
            }),
        ];
        await http.Response.WriteAsJsonAsync(days, SpendJson.Default.IReadOnlyListSpendReportDay, cancellationToken: http.RequestAborted);

        string Name(string id) => id.Length == 0 ? Unassigned : aliases.GetValueOrDefault(id, id);

        List<SpendReportEntry> Entries(SpendSum group) => [.. entries[(group.Names[0], group.Names[1])]];
    }

    private static async Task KeysAsync(HttpContext http, ReportRequest request)
    {
        var sums = await Sums(http).ByAsync(request.Filter, [SpendSums.Key, SpendSums.Model], null, http.RequestAborted);
        IReadOnlyList<SpendReportKey> keys =
        [
            .. sums.GroupBy(sum => sum.Names[0])
                .Select(key => new SpendReportKey(key.Key, key.Sum(sum => sum.Cost), key.Sum(sum => sum.PromptTokens), key.Sum(sum => sum.CompletionTokens),
                    [.. key.Select(sum => new SpendReportModel(sum.Names[1], sum.Cost, sum.PromptTokens, sum.CompletionTokens))]))
                .OrderByDescending(key => key.TotalCost),
        ];
        await http.Response.WriteAsJsonAsync(keys, SpendJson.Default.IReadOnlyListSpendReportKey, cancellationToken: http.RequestAborted);
    }

    private static SpendSums Sums(HttpContext http) => http.RequestServices.GetRequiredService<SpendSums>();
}
