using System.Net;
using Gateway.Simulator;
using Gateway.Simulator.Configuration;
using Gateway.Simulator.Engine;
using Gateway.Tests.Functional;
using Gateway.Tests.Scripts;
using Gateway.Tests.Servers;
using Gateway.Tests.Upstreams;
using Microsoft.Playwright;

namespace Gateway.Tests.Admin;

/// <summary>
/// All of it, as it is run: the gateway over PostgreSQL, Redis and two simulated engines, the admin site as its own process,
/// reached through the gateway at <c>/ui</c>, and Chromium.
/// </summary>
public sealed class AdminSite : IAsyncLifetime
{
    private readonly PostgresServer _postgres = new();
    private readonly RedisServer _redis = new();
    private SimulatedFleet _fleet = null!;
    private AdminProcess _admin = null!;
    private IPlaywright _playwright = null!;
    private IBrowser _browser = null!;
    private string _signedIn = "";

    internal GatewayServer Gateway { get; private set; } = null!;

    /// <summary>Where the gateway's alerts go.</summary>
    internal AlertReceiver Alerts { get; private set; } = null!;

    internal SimulatedEngine Engine(string name) => _fleet[name];

    public async Task InitializeAsync()
    {
        await Task.WhenAll(_postgres.InitializeAsync(), _redis.InitializeAsync());
        Alerts = await AlertReceiver.StartServerAsync();
        _fleet = await Fleet.StartAsync(2, settings => settings with { Timing = new EngineTiming { TtftMs = 20, InterTokenMs = 10 } });
        var port = Servers.FreePort.Next();
        Gateway = await GatewayServer.StartAsync(Config(), databaseUrl: await _postgres.NewDatabaseAsync(), hostArguments: [$"--services:admin:http:0=http://127.0.0.1:{port}"], change: options => options with { WebhookUrl = new Uri(Alerts.Address, "secret-part").ToString() });
        await Gateway.PollAsync();
        _admin = await AdminProcess.StartAsync(port, Gateway.Address);
        _playwright = await Playwright.CreateAsync();

        // The whole suite runs on the same processors.
        Assertions.SetDefaultExpectTimeout(20_000);
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = Programs.Find("chromium"), Args = ["--no-sandbox"] });

        await using var page = await NewPageAsync(signedIn: false);
        await page.SignInAsync("admin", GatewayServer.MasterKey);
        _signedIn = await page.Page.Context.StorageStateAsync();
    }

    /// <summary>In a browser profile of its own.</summary>
    internal async Task<AdminPage> NewPageAsync(bool signedIn = true, string theme = "light", int width = 1280, int height = 900)
    {
        var context = await _browser.NewContextAsync(new()
        {
            BaseURL = Gateway.Address.ToString(),
            StorageState = signedIn ? _signedIn : null,
            ViewportSize = new() { Width = width, Height = height },
            ColorScheme = theme == "dark" ? ColorScheme.Dark : ColorScheme.Light,
            TimezoneId = "Europe/Berlin",
            Locale = "en-GB",
        });
        context.SetDefaultTimeout(20_000);
        return new AdminPage(await context.NewPageAsync());
    }

    internal async Task<HttpStatusCode> ChatAsync(string key, string model = "m", string more = "")
    {
        using var client = Gateway.NewClient(key);
        using var response = await Gateway.ChatAsync(model, more, client);
        await response.Content.ReadAsStringAsync();
        return response.StatusCode;
    }

    public async Task DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
        await _admin.DisposeAsync();
        await Gateway.DisposeAsync();
        await _fleet.DisposeAsync();
        await Alerts.DisposeAsync();
        await _redis.DisposeAsync();
        await _postgres.DisposeAsync();
    }

    private string Config() => $$"""
        model_list:
          - model_name: m
            litellm_params: { model: openai/m, api_base: "{{_fleet["a"].Address}}v1", input_cost_per_token: 0.001, output_cost_per_token: 0.002 }
            model_info: { id: deployment-a }
          - model_name: m
            litellm_params: { model: openai/m, api_base: "{{_fleet["b"].Address}}v1", input_cost_per_token: 0.001, output_cost_per_token: 0.002 }
            model_info: { id: deployment-b }
          - model_name: other
            litellm_params: { model: openai/m, api_base: "{{_fleet["b"].Address}}v1", api_key: sk-secret-of-a-provider }
            model_info: { id: deployment-c }
        litellm_settings:
          max_budget: 1000
          budget_duration: 30d
          cache: true
          cache_params: { type: redis, host: {{_redis.Host}}, port: {{_redis.Port}}, mode: default_off }
        general_settings: { store_model_in_db: true, alerting: [webhook] }
        """;
}
