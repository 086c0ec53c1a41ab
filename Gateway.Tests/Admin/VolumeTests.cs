using System.Diagnostics;
using System.Globalization;
using Gateway.Tests.Functional;
using Gateway.Tests.Scripts;
using Gateway.Tests.Servers;
using Microsoft.Playwright;
using Xunit.Abstractions;
using static Microsoft.Playwright.Assertions;

namespace Gateway.Tests.Admin;

/// <summary>
/// Every page over much data. How long the servers took is shown; held to a generous limit here, since other tests run beside it, and to
/// 300 ms over ten million spend logs by <c>bench/admin.sh</c>, which sets the two variables.
/// </summary>
[Collection(PostgresCollection.Name)]
public sealed class VolumeTests(VolumeGateway volume, ITestOutputHelper output) : IClassFixture<VolumeGateway>
{
    private static readonly (string Path, string Heading)[] s_pages =
        [.. AdminPages.All, ("/?range=90+d", "Overview"), ("/keys?search=key-77", "Keys"), ("/logs?key=" + KeyOf(7), "Logs"), ("/logs?search=key-9999", "Logs"), ("/logs?status=failure&range=30+d", "Logs"), ("/usage?by=key&days=90", "Usage")];

    [Fact]
    public async Task Pages_are_interactive_within_the_limit()
    {
        var gateway = volume.Server;
        output.WriteLine(volume.Made);
        var port = Servers.FreePort.Next();
        await using var admin = await AdminProcess.StartAsync(port, gateway.Address);
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Programs.Find("chromium"), Args = ["--no-sandbox"] });
        await using var page = new AdminPage(await (await browser.NewContextAsync(new() { BaseURL = $"http://127.0.0.1:{port}" })).NewPageAsync());
        await page.SignInAsync("admin", GatewayServer.MasterKey);
        using var calls = new ServerCalls(gateway.Services);

        List<string> slow = [];
        foreach (var (path, heading) in s_pages)
        {
            // Once to warm up connections and code: the second time is what people see all day.
            await OpenAsync(page, path, heading);
            calls.Clear();
            var watch = Stopwatch.StartNew();
            await OpenAsync(page, path, heading);
            var inBrowser = watch.ElapsedMilliseconds;
            var (slowest, duration) = calls.Slowest();
            output.WriteLine($"{(path.Length > 44 ? path[..44] : path),-45} slowest call {duration,6:0} ms ({slowest}), all in the browser {inBrowser,5} ms");
            if (duration > VolumeGateway.LimitMs)
            {
                slow.Add($"{path}: {slowest} took {duration:0} ms.");
            }
        }

        Assert.Empty(slow);
    }

    /// <summary>The reports of the management API over all of the 90 days, the best of three.</summary>
    [Fact]
    public async Task Reports_answer_within_the_limit()
    {
        var today = TimeProvider.System.GetUtcNow();
        var period = string.Create(CultureInfo.InvariantCulture, $"start_date={today.AddDays(-89):yyyy-MM-dd}&end_date={today:yyyy-MM-dd}");
        List<string> slow = [];
        foreach (var path in (string[])
        [
            "/spend/logs?limit=100", $"/spend/logs?{period}", "/spend/logs/ui?page_size=50", "/spend/logs/ui?page_size=50&page=150", "/spend/logs/ui?team_id=team-3&model=model-3&status_filter=failure",
            "/spend/logs/ui?tag=batch", "/spend/logs/ui?end_user=customer-3", $"/spend/logs/ui?api_key={KeyOf(7)}", $"/spend/logs/ui?{period}&user_id=user-7",
            $"/spend/keys?{period}", $"/spend/users?{period}", $"/spend/tags?{period}",
            $"/global/spend?{period}", "/global/spend", $"/global/spend/logs?{period}", $"/global/spend/logs?{period}&api_key={KeyOf(7)}", $"/global/spend/keys?{period}", $"/global/spend/teams?{period}",
            $"/global/spend/models?{period}", $"/global/spend/end_users?{period}", $"/global/spend/provider?{period}", $"/global/spend/tags?{period}", "/global/spend/all_tag_names",
            $"/global/spend/report?{period}", $"/global/spend/report?{period}&group_by=customer", $"/global/spend/report?{period}&group_by=api_key", $"/global/spend/groups?{period}&group_by=key",
            $"/global/activity?{period}", $"/global/activity/model?{period}", $"/global/activity/cache_hits?{period}",
            $"/user/daily/activity?{period}", $"/user/daily/activity?{period}&user_id=user-7", $"/user/daily/activity/aggregated?{period}", $"/team/daily/activity?{period}", $"/tag/daily/activity?{period}",
            $"/organization/daily/activity?{period}", $"/organization/daily/activity?{period}&organization_ids=organization-3", $"/customer/daily/activity?{period}",
            $"/global/spend/groups?{period}&group_by=organization", $"/global/spend/groups?{period}&group_by=team&organization_id=organization-3", "/spend/logs/ui?organization_id=organization-3",
            $"/model/metrics?startTime={today.AddDays(-89):yyyy-MM-dd}", "/model/streaming_metrics", "/model/metrics/slow_responses", "/model/metrics/exceptions",
            "/key/list?size=100&return_full_object=true", "/team/list", "/organization/list", "/user/list?page_size=100",
        ])
        {
            var (best, length) = (double.MaxValue, 0L);
            for (var i = 0; i < 3; i++)
            {
                var start = Stopwatch.GetTimestamp();
                length = await GetAsync(path);
                best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }

            output.WriteLine($"{best,6:0} ms {length / 1024,6} KB  {path}");
            if (best > VolumeGateway.LimitMs)
            {
                slow.Add($"{path} took {best:0} ms.");
            }
        }

        Assert.Empty(slow);

        async Task<long> GetAsync(string path)
        {
            using var response = await volume.Server.Http.GetAsync(path);
            var body = await response.Content.ReadAsByteArrayAsync();
            Assert.True(response.IsSuccessStatusCode, path);
            return body.Length;
        }
    }

    private static async Task OpenAsync(AdminPage page, string path, string heading)
    {
        await page.OpenAsync(path, heading);
        await Expect(page.Page.Locator(".loading.on")).ToHaveCountAsync(0, new() { Timeout = 30_000 });
    }

    private static string KeyOf(int key)
    {
        var half = Convert.ToHexStringLower(System.Security.Cryptography.MD5.HashData(System.Text.Encoding.UTF8.GetBytes(key.ToString(CultureInfo.InvariantCulture))));
        return half + half;
    }
}
