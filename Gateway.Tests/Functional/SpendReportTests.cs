using System.Globalization;
using System.Net;
using System.Text.Json;
using Gateway.Proxy.Spend;
using Gateway.Proxy.Spend.Journal;
using Gateway.Proxy.Storage;
using Gateway.Tests.Proxy.Spend;
using Gateway.Tests.Servers;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Functional;

/// <summary>Every report over both databases, against the same sums made with LINQ.</summary>
[Collection(PostgresCollection.Name)]
public sealed class SpendReportTests(PostgresServer postgres)
{
    private const string Period = "start_date=2026-03-01&end_date=2026-03-02";

    // Two days: the first 200 logs begin before midnight.
    private static readonly List<JournalEntry> s_entries = SpendLogs.Entries(600);

    private static readonly List<SpendLog> s_logs = [.. s_entries.Select(entry => entry.Log)];

    public static TheoryData<string> Dialects => [nameof(SqlDialect.PostgreSql), nameof(SqlDialect.Sqlite)];

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task Pages_of_spend_logs_hold_every_row_once_newest_first(string dialect)
    {
        await using var gateway = await StartAsync(dialect);
        foreach (var (filter, expected) in new (string, Func<SpendLog, bool>)[]
        {
            ("", _ => true),
            ("&team_id=team", log => log.TeamId == "team"),
            ("&user_id=user", log => log.UserId == "user"),
            ("&end_user=customer", log => log.EndUser == "customer"),
            ("&model=gr%C3%BC%C3%9Fe", log => log.RequestedModel == "grüße"),
            ("&status_filter=failure", log => log.Status >= 400),
            ("&status_filter=success&team_id=team", log => log is { Status: < 400, TeamId: "team" }),
            ("&tag=batch", log => log.Tags.Contains("batch")),
            ($"&api_key={new string('a', 64)}", log => log.KeyHash[0] == 'a'),
            ("&start_date=2026-03-02", log => log.StartedAt.Day == 2),
            ("&start_date=2026-03-01&end_date=2026-03-01", log => log.StartedAt.Day == 1),
        })
        {
            var ids = new List<string>();
            var cursor = "";
            do
            {
                var page = await GetAsync(gateway, $"/spend/logs/ui?page_size=90{filter}{cursor}");
                ids.AddRange(page.GetProperty("data").EnumerateArray().Select(row => row.GetProperty("request_id").GetString()!));
                Assert.Equal(s_logs.Count(expected), page.GetProperty("total").GetInt64());
                cursor = page.GetProperty("has_more").GetBoolean() ? "&cursor=" + page.GetProperty("next_cursor").GetString() : "";
            }
            while (cursor.Length > 0);

            Assert.Equal(s_logs.Where(expected).OrderByDescending(log => log.StartedAt).Select(log => log.RequestId), ids);
        }
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task Spend_logs_are_rows_or_sums_by_day(string dialect)
    {
        await using var gateway = await StartAsync(dialect);

        var row = Assert.Single((await GetAsync(gateway, "/spend/logs?request_id=request-8")).EnumerateArray());
        var log = SpendLogs.Number(8);
        Assert.Equal((log.KeyHash, log.Usage.TotalTokens, "success", "acompletion"), (Text(row, "api_key"), row.GetProperty("total_tokens").GetInt32(), Text(row, "status"), Text(row, "call_type")));
        Assert.Equal(log.Cost, row.GetProperty("spend").GetDouble(), 1e-12);
        Assert.Equal(log.StartedAt, row.GetProperty("startTime").GetDateTimeOffset());
        Assert.Equal(log.Tags, row.GetProperty("request_tags").EnumerateArray().Select(tag => tag.GetString()));

        using var first = await gateway.Http.GetAsync($"/spend/logs?{Period}&summarize=false&limit=10");
        Assert.Equal(10, (await first.JsonAsync()).GetArrayLength());
        Assert.Single(first.Headers.GetValues("x-next-cursor"));

        var days = (await GetAsync(gateway, $"/spend/logs?{Period}")).EnumerateArray().ToList();
        Assert.Equal(["2026-03-01", "2026-03-02"], days.Select(day => Text(day, "startTime")));
        Assert.Equal(s_logs.Sum(entry => entry.Cost), days.Sum(day => day.GetProperty("spend").GetDouble()), 1e-9);
        Assert.Equal(Cost(entry => entry.UserId == "user" && entry.StartedAt.Day == 2), days[1].GetProperty("users").GetProperty("user").GetDouble(), 1e-9);
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task Reports_agree_with_the_logs(string dialect)
    {
        await using var gateway = await StartAsync(dialect);
        var total = s_logs.Sum(log => log.Cost);

        await AssertAsync("/spend/keys", report => Sum(report, "spend"), total);
        await AssertAsync("/spend/users", report => Sum(report, "spend"), Cost(log => log.UserId is not null));
        await AssertAsync("/spend/tags", report => Sum(report, "total_spend"), 2 * Cost(log => log.Tags.Count > 0));
        await AssertAsync("/global/spend", report => report.GetProperty("spend").GetDouble(), total);
        await AssertAsync("/global/spend/logs", report => Sum(report, "spend"), total);
        await AssertAsync("/global/spend/keys", report => Sum(report, "total_spend"), total);
        await AssertAsync("/global/spend/teams", report => Sum(report.GetProperty("total_spend_per_team"), "total_spend"), total);
        await AssertAsync("/global/spend/teams", report => report.GetProperty("daily_spend").EnumerateArray().Sum(day => day.GetProperty("team").GetDouble()), Cost(log => log.TeamId == "team"));
        await AssertAsync("/global/spend/models", report => Sum(report, "total_spend"), total);
        await AssertAsync("/global/spend/end_users", report => Sum(report, "total_spend"), Cost(log => log.EndUser == "customer"));
        await AssertAsync("/global/spend/provider", report => Sum(report, "spend"), total);
        await AssertAsync("/global/spend/tags", report => Sum(report.GetProperty("spend_per_tag"), "spend"), 2 * Cost(log => log.Tags.Count > 0));
        await AssertAsync("/global/spend/all_tag_names", report => report.GetProperty("tag_names").GetArrayLength(), 2);
        await AssertAsync("/global/spend/report", report => report.EnumerateArray().Sum(day => Sum(day.GetProperty("teams"), "total_spend")), total, "&group_by=team");
        await AssertAsync("/global/spend/report", report => report.EnumerateArray().Sum(day => day.GetProperty("teams").EnumerateArray().Sum(team => Sum(team.GetProperty("metadata"), "spend"))), total, "&group_by=team");
        await AssertAsync("/global/spend/report", report => report.EnumerateArray().Sum(day => Sum(day.GetProperty("customers"), "total_spend")), total, "&group_by=customer");
        await AssertAsync("/global/spend/report", report => report.EnumerateArray().Sum(key => Sum(key.GetProperty("model_details"), "total_cost")), total, "&group_by=api_key");
        await AssertAsync("/global/activity", report => report.GetProperty("sum_api_requests").GetDouble(), 600);
        await AssertAsync("/global/activity", report => Sum(report.GetProperty("daily_data"), "total_tokens"), s_logs.Sum(log => log.Usage.TotalTokens));
        await AssertAsync("/global/activity/model", report => Sum(report, "sum_api_requests"), 600);
        await AssertAsync("/global/activity/cache_hits", report => Sum(report, "cache_hit_true_rows"), s_logs.Count(log => log.CacheHit));
        await AssertAsync("/global/spend", report => report.GetProperty("spend").GetDouble(), Cost(log => log.KeyHash[0] == 'b'), $"&api_key={new string('b', 64)}");

        async Task AssertAsync(string path, Func<JsonElement, double> value, double expected, string more = "") =>
            Assert.Equal(expected, value(await GetAsync(gateway, $"{path}?{Period}{more}")), 1e-9);
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task Daily_activity_breaks_every_sum_down(string dialect)
    {
        await using var gateway = await StartAsync(dialect);
        foreach (var (path, entity, expected) in new (string, string, Func<SpendLog, bool>)[]
        {
            ("/user/daily/activity", "user", log => log.UserId == "user"),
            ("/user/daily/activity/aggregated", "user", log => log.UserId == "user"),
            ("/team/daily/activity", "team", log => log.TeamId == "team"),
            ("/customer/daily/activity", "customer", log => log.EndUser == "customer"),
            ("/organization/daily/activity", "organization", log => log.OrganizationId == "organization"),
            ("/tag/daily/activity", "batch", log => log.Tags.Contains("batch")),
        })
        {
            var filter = path.StartsWith("/tag", StringComparison.Ordinal) ? "&tags=batch" : path.StartsWith("/organization", StringComparison.Ordinal) ? "&organization_ids=organization" : "";
            var report = await GetAsync(gateway, $"{path}?{Period}{filter}");
            var all = filter.Length > 0 ? s_logs.Where(expected).ToList() : s_logs;
            var (days, totals) = (report.GetProperty("results").EnumerateArray().ToList(), report.GetProperty("metadata"));

            Assert.Equal(["2026-03-02", "2026-03-01"], days.Select(day => Text(day, "date")));
            Assert.Equal(all.Sum(log => log.Cost), totals.GetProperty("total_spend").GetDouble(), 1e-9);
            Assert.Equal((all.Count, all.Count(log => log.Status >= 400)), (totals.GetProperty("total_api_requests").GetInt32(), totals.GetProperty("total_failed_requests").GetInt32()));
            foreach (var name in (string[])["models", "api_keys", "endpoints"])
            {
                Assert.Equal(all.Count, days.Sum(day => day.GetProperty("breakdown").GetProperty(name).EnumerateObject().Sum(part => part.Value.GetProperty("metrics").GetProperty("api_requests").GetInt32())));
            }

            Assert.Equal(
                s_logs.Where(expected).Sum(log => log.Cost),
                days.Sum(day => day.GetProperty("breakdown").GetProperty("entities").GetProperty(entity).GetProperty("metrics").GetProperty("spend").GetDouble()),
                1e-9);
        }

        var dearest = await GetAsync(gateway, $"/user/daily/activity?{Period}&limit=1");
        Assert.Equal(1, dearest.GetProperty("metadata").GetProperty("breakdown_limit").GetInt32());
        Assert.All(dearest.GetProperty("results").EnumerateArray(), day => Assert.Single(day.GetProperty("breakdown").GetProperty("api_keys").EnumerateObject()));
        Assert.Equal(s_logs.Count, dearest.GetProperty("results").EnumerateArray().Sum(day => day.GetProperty("metrics").GetProperty("api_requests").GetInt32()));
        var second = await GetAsync(gateway, $"/team/daily/activity?{Period}&page=2&page_size=1");
        Assert.Equal("2026-03-01", Text(Assert.Single(second.GetProperty("results").EnumerateArray()), "date"));
        Assert.Equal((2, false), (second.GetProperty("metadata").GetProperty("total_pages").GetInt32(), second.GetProperty("metadata").GetProperty("has_more").GetBoolean()));
    }

    [Theory]
    [InlineData("/spend/logs?start_date=yesterday", "start_date")]
    [InlineData("/global/spend?end_date=2026-02-30", "end_date")]
    [InlineData("/global/activity?start_date=2026-03-02&end_date=2026-03-01", "start_date")]
    [InlineData("/spend/logs/ui?page_size=0", "page_size")]
    [InlineData("/spend/logs/ui?page=100000", "page")]
    [InlineData("/spend/logs?limit=1e9", "limit")]
    [InlineData("/spend/logs?cursor=%3F", "cursor")]
    [InlineData("/spend/logs/ui?status_filter=odd", "status_filter")]
    [InlineData("/global/spend/report?group_by=colour", "group_by")]
    [InlineData("/spend/tags?user_id=u", "user_id")]
    [InlineData("/global/spend?tags=t", "tag")]
    [InlineData("/global/spend?organization_id=o", "organization_id")]
    [InlineData("/organization/daily/activity?user_id=u", "user_id")]
    [InlineData("/spend/logs?summarize=true&tag=t", "tag")]
    public async Task Wrong_parameter_is_named(string path, string parameter)
    {
        await using var gateway = await GatewayServer.StartAsync("model_list: []\n");

        using var response = await gateway.Http.GetAsync(path);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(parameter, Text((await response.JsonAsync()).GetProperty("error"), "param"));
    }

    [Fact]
    public async Task Key_of_the_config_reads_no_reports()
    {
        await using var gateway = await GatewayServer.StartAsync("general_settings: { rate_limit_config: { somebody: { rpm: 10 } } }\n");
        using var somebody = gateway.NewClient("somebody");
        using var nobody = gateway.NewClient(null);

        Assert.Equal(HttpStatusCode.Forbidden, (await somebody.GetAsync("/spend/logs")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await nobody.GetAsync("/global/spend")).StatusCode);
    }

    [Fact]
    public async Task Report_without_a_database_is_503()
    {
        await using var gateway = await GatewayServer.StartAsync($"general_settings: {{ database_url: \"postgresql://litellm@127.0.0.1:{FreePort.Next()}/none\" }}\n");

        using var response = await gateway.Http.GetAsync("/global/spend");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal("database_unavailable", Text((await response.JsonAsync()).GetProperty("error"), "code"));
    }

    [Theory]
    [InlineData("""{"model":"m","completion_response":{"model":"m","usage":{"prompt_tokens":100,"completion_tokens":10,"total_tokens":110}}}""", 0.00013)]
    [InlineData("""{"completion_response":{"model":"m","usage":{"prompt_tokens":100,"completion_tokens":10,"total_tokens":110}}}""", 0.00013)]
    [InlineData("""{"model":"m"}""", null)]
    [InlineData("""{"model":"unknown","messages":[]}""", null)]
    [InlineData("nonsense", null)]
    public async Task Cost_is_calculated(string body, double? expected)
    {
        await using var gateway = await GatewayServer.StartAsync($"model_list:\n{Fleet.Deployment("m", new Uri("http://127.0.0.1:1/"), ", input_cost_per_token: 0.000001, output_cost_per_token: 0.000003")}");

        using var response = await gateway.PostAsync("/spend/calculate", body);

        var json = await response.JsonAsync();
        Assert.Equal(expected is not null, response.IsSuccessStatusCode);
        Assert.Equal(expected ?? 0, expected is null ? 0 : json.GetProperty("cost").GetDouble(), 1e-12);
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task Requests_show_up_with_the_model_and_cost_that_the_client_saw(string dialect)
    {
        await using var fleet = await Fleet.StartAsync(1);
        var connection = await ConnectionAsync(dialect);
        await using var gateway = await GatewayServer.StartAsync(
            $"model_list:\n{Fleet.Deployment("m", fleet["a"].Address, ", input_cost_per_token: 0.001")}{Settings(connection)}");
        for (var i = 0; i < 5; i++)
        {
            using var response = await gateway.ChatAsync("m", i % 2 == 0 ? "" : ",\"stream\":true");
            await response.Content.ReadAsStringAsync();
        }

        (await gateway.ChatAsync("unknown")).Dispose();
        await gateway.WhenIdleAsync();
        await gateway.Services.GetRequiredService<SpendWriter>().Migrated;
        await gateway.Services.GetRequiredService<SpendWriter>().FlushAsync(CancellationToken.None);

        // The seed's query, to the letter.
        var rows = await gateway.Services.GetRequiredService<Database>().QueryAsync(
            """
            SELECT model, COUNT(*) as requests, SUM(response_cost) as total_cost
            FROM litellm_spend
            GROUP BY model;
            """,
            row => (Model: row.GetString(0), Requests: row.GetInt64(1), Cost: row.GetDouble(2)));
        var expected = gateway.SpendLogs.All.GroupBy(log => log.RequestedModel).Select(model => (model.Key, (long)model.Count(), Math.Round(model.Sum(log => log.Cost), 9)));
        Assert.Equal(expected.Order(), rows.Select(row => (row.Model, row.Requests, Math.Round(row.Cost, 9))).Order());
        Assert.Contains(rows, row => row is { Model: "m", Requests: 5, Cost: > 0 });
        Assert.Contains(rows, row => row is { Model: "unknown", Requests: 1, Cost: 0 });
        var logs = await GetAsync(gateway, "/spend/logs");
        Assert.Equal(6, logs.GetArrayLength());
    }

    private static string Settings(string? connection) => connection is null ? "" : $"general_settings: {{ database_url: \"{connection}\" }}\n";

    private async Task<string?> ConnectionAsync(string dialect) => dialect == nameof(SqlDialect.PostgreSql) ? await postgres.NewDatabaseAsync() : null;

    private async Task<GatewayServer> StartAsync(string dialect)
    {
        var gateway = await GatewayServer.StartAsync($"model_list: []\n{Settings(await ConnectionAsync(dialect))}");
        await gateway.Services.GetRequiredService<SpendWriter>().Migrated;
        await using var store = new SpendStore(gateway.Services.GetRequiredService<Database>());
        await store.WriteAsync(s_entries, givesWay: false, CancellationToken.None);
        return gateway;
    }

    private static async Task<JsonElement> GetAsync(GatewayServer gateway, string path)
    {
        using var response = await gateway.Http.GetAsync(path);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{path}: {(int)response.StatusCode} {text}");
        return JsonDocument.Parse(text).RootElement;
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task Report_by_team_lists_the_dearest_keys_and_sums_all(string dialect)
    {
        await using var gateway = await StartAsync(dialect);
        var dearest = s_logs.GroupBy(log => log.KeyHash).MaxBy(key => key.Sum(log => log.Cost))!;

        var teams = (await GetAsync(gateway, $"/global/spend/report?{Period}&group_by=team&limit=1")).EnumerateArray().SelectMany(day => day.GetProperty("teams").EnumerateArray()).ToList();

        Assert.Equal(s_logs.Sum(log => log.Cost), teams.Sum(team => team.GetProperty("total_spend").GetDouble()), 1e-9);
        var listed = teams.SelectMany(team => team.GetProperty("metadata").EnumerateArray()).ToList();
        Assert.All(listed, entry => Assert.Equal(dearest.Key, Text(entry, "api_key")));
        Assert.Equal(dearest.Sum(log => log.Cost), listed.Sum(entry => entry.GetProperty("spend").GetDouble()), 1e-9);
    }

    private static double Cost(Func<SpendLog, bool> where) => s_logs.Where(where).Sum(log => log.Cost);

    private static double Sum(JsonElement list, string property) => list.EnumerateArray().Sum(item => item.GetProperty(property).GetDouble());

    private static string? Text(JsonElement element, string property) => element.GetProperty(property).GetString()?.ToString(CultureInfo.InvariantCulture);
}
