using Gateway.Contracts;
using Gateway.Proxy.OpenAI;

namespace Gateway.Proxy.Spend.Reports;

/// <summary><c>/global/spend/groups</c>: the same sums, by whatever is asked for.</summary>
internal static class SpendGroupReport
{
    private const int DefaultLimit = 100;

    private static readonly Dictionary<string, string> s_columns = new()
    {
        ["model"] = SpendSums.Model,
        ["key"] = SpendSums.Key,
        ["team"] = SpendSums.Team,
        ["user"] = SpendSums.User,
        ["customer"] = SpendSums.EndUser,
        ["tag"] = SpendSums.Tag,
        ["organization"] = SpendSums.Organization,
        ["provider"] = SpendSums.Provider,
        ["day"] = SpendSums.Day,
    };

    public static async Task ReportAsync(HttpContext http, ReportRequest request)
    {
        if (Problem(request) is { } problem)
        {
            await ErrorJson.WriteAsync(http, problem);
            return;
        }

        var column = s_columns[request.GroupBy];
        var sums = http.RequestServices.GetRequiredService<SpendSums>();
        var limit = column == SpendSums.Day ? (int?)null : request.Limit ?? DefaultLimit;
        var rows = await sums.ByAsync(request.Filter, [column], limit, http.RequestAborted);

        // All of them are there: what is left is to add them up.
        var total = limit is null || rows.Count < limit
            ? SpendSum.Of(rows)
            : await sums.TotalAsync(request.Filter with { ByTag = column == SpendSums.Tag, ByOrganization = column == SpendSums.Organization }, http.RequestAborted);
        var names = await NamesAsync(http, column, rows);
        var report = new SpendGroups(request.GroupBy, [.. rows.Select(row => Show(row.Names[0], names.GetValueOrDefault(row.Names[0]), row))], Show("", null, total));
        await http.Response.WriteAsJsonAsync(report, SpendJson.Default.SpendGroups, cancellationToken: http.RequestAborted);
    }

    private static GatewayError? Problem(ReportRequest request)
    {
        if (!s_columns.TryGetValue(request.GroupBy, out var column))
        {
            return GatewayErrors.InvalidField("group_by", $"valid is one of {string.Join(", ", s_columns.Keys)}");
        }

        var byTag = column == SpendSums.Tag || request.Filter.Tags is not null;
        if (byTag && column is (SpendSums.User or SpendSums.Team or SpendSums.Organization or SpendSums.EndUser))
        {
            return GatewayErrors.InvalidField("tag", "sums by tag are kept by key, model, provider and day only; /spend/logs takes all filters");
        }

        var byOrganization = column == SpendSums.Organization || request.Filter.OrganizationIds is not null;
        if (byOrganization && column is (SpendSums.User or SpendSums.EndUser))
        {
            return GatewayErrors.InvalidField("organization_id", "sums by organization are kept by team, key, model, provider and day only; /spend/logs takes all filters");
        }

        return request.Unsupported(byTag ? ReportSource.Tags : byOrganization ? ReportSource.Organizations : ReportSource.Days);
    }

    private static async Task<Dictionary<string, string>> NamesAsync(HttpContext http, string column, List<SpendSum> rows)
    {
        var names = http.RequestServices.GetRequiredService<SpendNames>();
        var ids = rows.Select(row => row.Names[0]);
        return column switch
        {
            SpendSums.Team => await names.TeamAliasesAsync(ids, http.RequestAborted),
            SpendSums.Organization => await names.OrganizationAliasesAsync(ids, http.RequestAborted),
            SpendSums.Key => Known(await names.KeysAsync(ids, http.RequestAborted), key => key.Alias ?? key.Name),
            SpendSums.User => Known(await names.UsersAsync(ids, http.RequestAborted), user => user.Email ?? user.Alias),
            _ => [],
        };
    }

    private static Dictionary<string, string> Known<T>(Dictionary<string, T> all, Func<T, string?> name) =>
        all.Select(item => (item.Key, Name: name(item.Value))).Where(item => item.Name is not null).ToDictionary(item => item.Key, item => item.Name!);

    private static SpendGroup Show(string id, string? name, SpendSum sum) =>
        new(id, name, sum.Cost, sum.Requests, sum.Failures, sum.CacheHits, sum.PromptTokens, sum.CompletionTokens, sum.CachedTokens);
}
