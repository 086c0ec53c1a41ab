using System.Data.Common;
using Gateway.Proxy.Keys;
using Gateway.Proxy.Management;
using Gateway.Proxy.Model;
using Gateway.Proxy.OpenAI;
using Gateway.Proxy.Spend.Details;

namespace Gateway.Proxy.Spend.Reports;

/// <summary>The reports over spend (litellm-compat section 4.2). Keys that may not see everything see what is their own.</summary>
/// <remarks>To add a report: a handler in one of the classes below, and its line here.</remarks>
internal static partial class SpendEndpoints
{
    private delegate Task ReportHandler(HttpContext http, ReportRequest request);

    public static void MapSpend(this IEndpointRouteBuilder routes)
    {
        Map("/spend/logs", LogReports.LogsAsync, "Spend logs, or their sums by day", ReportSource.Rows);
        Map("/spend/logs/ui", LogReports.PageAsync, "Spend logs, a page", ReportSource.Rows);
        Map("/spend/logs/v2", LogReports.PageAsync, "Spend logs, a page", ReportSource.Rows);
        Map("/spend/logs/session/ui", LogReports.SessionAsync, "Spend logs of one session, a page", ReportSource.Rows);
        Map("/spend/logs/details", RequestDetailsReport.ShowAsync, "What went wrong with a request", ReportSource.Rows);
        Map("/spend/keys", SpendReports.KeysAsync, "Spend by key");
        Map("/spend/users", SpendReports.UsersAsync, "Spend by user");
        Map("/spend/tags", SpendReports.TagsAsync, "Spend by tag", ReportSource.Tags);
        routes.MapPost("/spend/calculate", KeyedEndpoint.ForAnyKey((http, _) => SpendCalculator.CalculateAsync(http))).WithDisplayName("What a request would cost");
        routes.MapCostEstimates();

        Map("/global/spend", GlobalReports.TotalAsync, "Spend of all");
        Map("/global/spend/logs", GlobalReports.DaysAsync, "Spend by day");
        routes.MapSpendForecast();
        Map("/global/spend/keys", SpendReports.KeysAsync, "Spend by key");
        Map("/global/spend/teams", GlobalReports.TeamsAsync, "Spend by team and day");
        Map("/global/spend/models", GlobalReports.ModelsAsync, "Spend by model");
        Map("/global/spend/end_users", GlobalReports.EndUsersAsync, "Spend by customer");
        Map("/global/spend/provider", GlobalReports.ProvidersAsync, "Spend by provider");
        Map("/global/spend/tags", GlobalReports.TagsAsync, "Spend by tag", ReportSource.Tags);
        Map("/global/spend/all_tag_names", GlobalReports.TagNamesAsync, "Every tag that has spent", ReportSource.Tags);
        Map("/global/spend/report", GroupReports.ReportAsync, "Spend by team, customer or key");
        Map("/global/spend/groups", SpendGroupReport.ReportAsync, "Spend, requests and tokens by anything", ReportSource.Any);
        Map("/global/activity", ActivityReports.TotalAsync, "Requests and tokens by day");
        Map("/global/activity/model", ActivityReports.ModelsAsync, "Requests and tokens by model and day");
        Map("/global/activity/cache_hits", ActivityReports.CacheHitsAsync, "Answers from the cache");

        Map("/user/daily/activity", DailyActivityReports.UsersAsync, "Daily activity by user");
        Map("/user/daily/activity/aggregated", DailyActivityReports.UsersInOneAsync, "Daily activity by user, all days in one page");
        Map("/team/daily/activity", DailyActivityReports.TeamsAsync, "Daily activity by team");
        Map("/organization/daily/activity", DailyActivityReports.OrganizationsAsync, "Daily activity by organization", ReportSource.Organizations);
        Map("/customer/daily/activity", DailyActivityReports.CustomersAsync, "Daily activity by customer");
        Map("/end_user/daily/activity", DailyActivityReports.CustomersAsync, "Daily activity by customer");
        Map("/tag/daily/activity", DailyActivityReports.TagsAsync, "Daily activity by tag", ReportSource.Tags);

        void Map(string path, ReportHandler handler, string name, ReportSource source = ReportSource.Days) =>
            routes.MapGet(path, Report(handler, source)).WithDisplayName(name);
    }

    private static RequestDelegate Report(ReportHandler handler, ReportSource source) => KeyedEndpoint.ForReports(async (http, key) =>
    {
        if (!key.IsMaster && !key.IsStored)
        {
            // Keys of the config may call models, and nothing else.
            await ErrorJson.WriteAsync(http, GatewayErrors.RouteNotAllowed(http.Request.Path));
            return;
        }

        var reader = new ReportRequestReader(http.Request.Query, http.RequestServices.GetRequiredService<TimeProvider>());
        var request = OwnOnly(http, key, reader.Read(), source);
        if ((reader.Error ?? request.Unsupported(source)) is { } error)
        {
            await ErrorJson.WriteAsync(http, error);
            return;
        }

        try
        {
            await handler(http, request);
        }
        catch (DbException exception) when (!http.Response.HasStarted)
        {
            LogFailed(http.RequestServices.GetRequiredService<ILogger<SpendLogRows>>(), http.Request.Path, exception.Message);
            await ErrorJson.WriteAsync(http, new GatewayError(503, "service_unavailable_error", "database_unavailable",
                "The database does not answer. Requests to models go on, and their spend is kept until it is back."));
        }
    });

    // Whose user a key belongs to sees all of the user's, where users are known; who administers an organization or a team, all of it.
    private static ReportRequest OwnOnly(HttpContext http, VirtualKey key, ReportRequest request, ReportSource source)
    {
        var caller = new Caller(key, http.RequestServices.GetRequiredService<SnapshotStore>().Current.StoredKeys);
        if (caller.ReadsAll)
        {
            return request;
        }

        if ((request.Filter.OrganizationIds is { } organizations && organizations.All(caller.IsAdminOfOrganization))
            || (request.Filter.TeamIds is { } teams && teams.All(caller.IsAdminOf)))
        {
            return request;
        }

        if (source == ReportSource.Organizations && request.Filter.OrganizationIds is null && caller.AdministeredOrganizations is { Count: > 0 } own)
        {
            return request with { Filter = request.Filter with { OrganizationIds = own } };
        }

        return key.UserId is { } user && KnowsUsers(request, source)
            ? request with { Filter = request.Filter with { UserIds = [user] }, Logs = request.Logs with { UserId = user } }
            : request with { Filter = request.Filter with { KeyHash = key.HashText }, Logs = request.Logs with { KeyHash = key.HashText } };
    }

    private static bool KnowsUsers(ReportRequest request, ReportSource source) => source switch
    {
        ReportSource.Tags or ReportSource.Organizations => false,
        ReportSource.Any => request is { Filter: { Tags: null, OrganizationIds: null }, GroupBy: not ("tag" or "organization") },
        _ => request.Filter.Tags is null,
    };

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Path} got no answer from the database: {Problem}")]
    private static partial void LogFailed(ILogger logger, string path, string problem);
}
