using Gateway.Contracts;
using Gateway.Proxy.OpenAI;

namespace Gateway.Proxy.Spend.Reports;

/// <summary><c>/spend/logs</c> and its pages.</summary>
internal static class LogReports
{
    /// <summary>Holds the cursor of the next page, where the body is LiteLLM's bare list and has no place for it.</summary>
    public const string NextCursorHeader = "x-next-cursor";

    private const int DefaultLimit = 100;
    private const int DefaultPageSize = 50;

    // A page by number has to walk over all rows before it.
    private const int FurthestByNumber = 10_000;

    /// <summary>As LiteLLM: with both dates the sums of each day, unless <c>summarize=false</c>; else rows.</summary>
    public static async Task LogsAsync(HttpContext http, ReportRequest request)
    {
        var onlyRowsKnow = request.Logs switch
        {
            { RequestId: not null } => "request_id",
            { SessionId: not null } => "session_id",
            { Tag: not null } => "tag",
            { OrganizationId: not null } => "organization_id",
            { Failed: not null } => "status_filter",
            _ => null,
        };
        if (onlyRowsKnow is not null && request.Summarize is true)
        {
            await ErrorJson.WriteAsync(http, GatewayErrors.InvalidField(onlyRowsKnow, "it goes with summarize=false only"));
            return;
        }

        if (onlyRowsKnow is null && (request.Summarize ?? request.HasPeriod))
        {
            await http.Response.WriteAsJsonAsync(await SummaryAsync(http, request), SpendJson.Default.IReadOnlyListSpendLogDay, cancellationToken: http.RequestAborted);
            return;
        }

        var (rows, next) = await Rows(http).ListAsync(request.Logs, request.Cursor, 0, request.Limit ?? DefaultLimit, http.RequestAborted);
        if (next is { } cursor)
        {
            http.Response.Headers[NextCursorHeader] = cursor.ToString();
        }

        await http.Response.WriteAsJsonAsync(rows, SpendJson.Default.IReadOnlyListSpendLogRow, cancellationToken: http.RequestAborted);
    }

    public static async Task PageAsync(HttpContext http, ReportRequest request)
    {
        var size = request.PageSize ?? request.Limit ?? DefaultPageSize;
        var skip = request.Cursor is null ? (request.Page - 1L) * size : 0;
        if (skip > FurthestByNumber)
        {
            await ErrorJson.WriteAsync(http, GatewayErrors.InvalidField("page", $"pages by number end after {FurthestByNumber} rows; give next_cursor back as cursor to go on"));
            return;
        }

        var (rows, next) = await Rows(http).ListAsync(request.Logs, request.Cursor, (int)skip, size, http.RequestAborted);

        // Whoever looks again every other second leaves it out: over years of many keys it is the dearest part.
        var total = http.Request.Query["total"] == "false" ? null : await TotalAsync(http, request.Logs);
        var page = new SpendLogPage(rows, next?.ToString(), next is not null, size, request.Page, total, (total + size - 1) / size);
        await http.Response.WriteAsJsonAsync(page, SpendJson.Default.SpendLogPage, cancellationToken: http.RequestAborted);
    }

    /// <summary>The requests of one conversation.</summary>
    public static Task SessionAsync(HttpContext http, ReportRequest request) =>
        request.Logs.SessionId is null ? ErrorJson.WriteAsync(http, GatewayErrors.MissingField("session_id")) : PageAsync(http, request);

    private static async Task<IReadOnlyList<SpendLogDay>> SummaryAsync(HttpContext http, ReportRequest request)
    {
        // Three small groupings at once: all names together would be as many groups as there are daily sums. And of each the dearest names only.
        var limit = request.Limit ?? DefaultLimit;
        var (byUser, byModel, byKey) = (ByAsync(SpendSums.User), ByAsync(SpendSums.Model), ByAsync(SpendSums.Key));
        var days = await Sums(http).ByAsync(request.Filter, [SpendSums.Day], null, http.RequestAborted);
        var (users, models, keys) = (await byUser, await byModel, await byKey);
        return [.. days.Select(day => new SpendLogDay(day.Names[0], day.Cost, Costs(users[day.Names[0]]), Costs(models[day.Names[0]]), Costs(keys[day.Names[0]])))];

        async Task<ILookup<string, SpendSum>> ByAsync(string name) =>
            (await Sums(http).ByAsync(request.Filter, [SpendSums.Day, name], limit, http.RequestAborted)).ToLookup(sum => sum.Names[0]);
    }

    private static Dictionary<string, double> Costs(IEnumerable<SpendSum> sums) => sums.ToDictionary(sum => sum.Names[1], sum => sum.Cost);

    /// <summary>Counting the rows would mean to read them: the daily sums know, for most filters.</summary>
    private static async Task<long?> TotalAsync(HttpContext http, LogFilter filter)
    {
        var tagWithMore = filter.Tag is not null && (filter.UserId ?? filter.TeamId ?? filter.EndUser) is not null;
        var organizationWithMore = filter.OrganizationId is not null && (filter.UserId ?? filter.EndUser ?? filter.Tag) is not null;
        if (!filter.WholeDays || filter.Search is not null || filter.RequestId is not null || filter.SessionId is not null || tagWithMore || organizationWithMore)
        {
            return null;
        }

        // Sums outlive the rows that were deleted for their age.
        if (await Rows(http).OldestAsync(http.RequestAborted) is not { } oldest)
        {
            return 0;
        }

        var from = filter.From > oldest ? filter.From.Value : oldest;
        var total = await Sums(http).TotalAsync(new SpendFilter
        {
            FromDay = Day(from),
            ToDay = filter.To is { } to ? Day(to.AddMicroseconds(-1)) : null,
            KeyHash = filter.KeyHash,
            Model = filter.Model,
            EndUser = filter.EndUser,
            UserIds = filter.UserId is { } user ? [user] : null,
            TeamIds = filter.TeamId is { } team ? [team] : null,
            OrganizationIds = filter.OrganizationId is { } organization ? [organization] : null,
            Tags = filter.Tag is { } tag ? [tag] : null,
        }, http.RequestAborted);
        return filter.Failed switch
        {
            true => total.Failures,
            false => total.Successes,
            null => total.Requests,
        };
    }

    private static string Day(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    private static SpendLogRows Rows(HttpContext http) => http.RequestServices.GetRequiredService<SpendLogRows>();

    private static SpendSums Sums(HttpContext http) => http.RequestServices.GetRequiredService<SpendSums>();
}
