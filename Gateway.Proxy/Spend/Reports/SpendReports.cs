using Gateway.Contracts;

namespace Gateway.Proxy.Spend.Reports;

/// <summary><c>/spend/keys</c>, <c>/spend/users</c>, <c>/spend/tags</c>: most spending first.</summary>
internal static class SpendReports
{
    private const int DefaultLimit = 100;

    public static async Task KeysAsync(HttpContext http, ReportRequest request)
    {
        var sums = await ByAsync(http, request, SpendSums.Key);
        var names = await http.RequestServices.GetRequiredService<SpendNames>().KeysAsync(sums.Select(sum => sum.Names[0]), http.RequestAborted);
        IReadOnlyList<KeySpend> keys =
        [
            .. sums.Select(sum =>
            {
                var name = names.GetValueOrDefault(sum.Names[0]);
                return new KeySpend(sum.Names[0], sum.Names[0], name?.Alias, name?.Name, name?.UserId, name?.TeamId, sum.Cost, sum.Cost, sum.Requests, sum.TotalTokens);
            }),
        ];
        await http.Response.WriteAsJsonAsync(keys, SpendJson.Default.IReadOnlyListKeySpend, cancellationToken: http.RequestAborted);
    }

    public static async Task UsersAsync(HttpContext http, ReportRequest request)
    {
        var sums = await ByAsync(http, request, SpendSums.User);
        var names = await http.RequestServices.GetRequiredService<SpendNames>().UsersAsync(sums.Select(sum => sum.Names[0]), http.RequestAborted);
        IReadOnlyList<UserSpend> users =
        [
            .. sums.Where(sum => sum.Names[0].Length > 0).Select(sum =>
            {
                var (email, alias, budget) = names.GetValueOrDefault(sum.Names[0]);
                return new UserSpend(sum.Names[0], email, alias, sum.Cost, budget, sum.Requests, sum.TotalTokens);
            }),
        ];
        await http.Response.WriteAsJsonAsync(users, SpendJson.Default.IReadOnlyListUserSpend, cancellationToken: http.RequestAborted);
    }

    public static async Task TagsAsync(HttpContext http, ReportRequest request)
    {
        var sums = await ByAsync(http, request, SpendSums.Tag);
        IReadOnlyList<TagSpend> tags = [.. sums.Select(sum => new TagSpend(sum.Names[0], sum.Requests, sum.Cost))];
        await http.Response.WriteAsJsonAsync(tags, SpendJson.Default.IReadOnlyListTagSpend, cancellationToken: http.RequestAborted);
    }

    private static Task<List<SpendSum>> ByAsync(HttpContext http, ReportRequest request, string name) =>
        http.RequestServices.GetRequiredService<SpendSums>().ByAsync(request.Filter, [name], request.Limit ?? DefaultLimit, http.RequestAborted);
}
