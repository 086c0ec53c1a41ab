using System.Diagnostics;
using System.Globalization;
using Gateway.Proxy.Spend;
using Gateway.Proxy.Storage;
using Gateway.Tests.Functional;
using Gateway.Tests.Scripts;
using Gateway.Tests.Servers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Xunit.Abstractions;
using static Microsoft.Playwright.Assertions;

namespace Gateway.Tests.Admin;

/// <summary>
/// Every page over much data. How long the servers took is shown; held to a generous limit here, since other tests run beside it, and to
/// 300 ms over ten million spend logs by <c>bench/admin.sh</c>, which sets the two variables.
/// </summary>
[Collection(PostgresCollection.Name)]
public sealed class VolumeTests(PostgresServer postgres, ITestOutputHelper output)
{
    private static readonly int s_rows = Number("ADMIN_VOLUME_ROWS", 100_000);
    private static readonly int s_limit = Number("ADMIN_VOLUME_LIMIT_MS", 3_000);

    private static readonly (string Path, string Heading)[] s_pages =
        [.. AdminPages.All, ("/?range=90+d", "Overview"), ("/keys?search=key-77", "Keys"), ("/logs?key=" + KeyOf(7), "Logs"), ("/logs?search=key-9999", "Logs"), ("/logs?status=failure&range=30+d", "Logs"), ("/usage?by=key&days=90", "Usage")];

    [Fact]
    public async Task Pages_are_interactive_within_the_limit()
    {
        await using var gateway = await StartAsync();
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
            if (duration > s_limit)
            {
                slow.Add($"{path}: {slowest} took {duration:0} ms.");
            }
        }

        Assert.Empty(slow);
    }

    private async Task<GatewayServer> StartAsync()
    {
        var connection = await postgres.NewDatabaseAsync();
        var gateway = await GatewayServer.StartAsync($"model_list: []\ngeneral_settings: {{ database_url: \"{connection};Command Timeout=900\" }}\n");
        await gateway.Services.GetRequiredService<SpendWriter>().Migrated;
        var watch = Stopwatch.StartNew();
        await VolumeData.FillAsync(gateway.Services.GetRequiredService<Database>(), s_rows);
        await gateway.PollAsync();
        output.WriteLine($"{s_rows} spend logs of {VolumeData.Keys} keys made in {watch.Elapsed.TotalSeconds:0} s");
        return gateway;
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

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var value) ? value : otherwise;
}
