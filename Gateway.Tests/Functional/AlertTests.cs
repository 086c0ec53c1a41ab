using System.Net;
using Gateway.Proxy.Alerts;
using Gateway.Proxy.Configuration;
using Gateway.Simulator;
using Gateway.Simulator.Faults;
using Gateway.Tests.Upstreams;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Functional;

/// <summary>Alerts over real HTTP, to Slack's form of a message and to a webhook.</summary>
public sealed class AlertTests : IAsyncLifetime
{
    private const string Both = """
        general_settings: { alerting: ["slack", "webhook"] }

        """;

    private AlertReceiver _slack = null!;
    private AlertReceiver _webhook = null!;

    public async Task InitializeAsync()
    {
        _slack = await AlertReceiver.StartServerAsync();
        _webhook = await AlertReceiver.StartServerAsync();
    }

    public async Task DisposeAsync()
    {
        await _slack.DisposeAsync();
        await _webhook.DisposeAsync();
    }

    [Fact]
    public async Task Budget_that_is_used_up_is_told_once_however_many_requests_are_refused()
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await StartAsync(Priced(fleet) + Both);
        using var client = gateway.NewClient(await gateway.NewKeyAsync("""{"key_alias":"batch-jobs","max_budget":0}"""));
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(HttpStatusCode.TooManyRequests, (await gateway.ChatAsync("m", client: client)).StatusCode);
        }

        // Whatever is sent comes after it.
        await gateway.ManageAsync("/alerts/test", "{}");
        await gateway.WhenAsync(() => _slack.Received == 2 && _webhook.Received == 2);

        Assert.Equal(":red_circle: The key batch-jobs has used up its budget of $0.00; its requests are refused.", _slack.Requests[0].Json.GetProperty("text").GetString());
        var told = _webhook.Requests[0].Json;
        Assert.Equal(("budget_crossed", "budget_alerts", 0), (told.GetProperty("event").GetString(), told.GetProperty("event_group").GetString(), told.GetProperty("max_budget").GetDouble()));
        Assert.Equal("test", _webhook.Requests[1].Json.GetProperty("event").GetString());
    }

    [Fact]
    public async Task Deployments_that_fail_are_told_and_so_is_a_group_that_has_none_left()
    {
        await using var fleet = await Fleet.StartAsync(2);
        await using var gateway = await StartAsync(Fleet.Config(fleet, Both + "router_settings: { allowed_fails: 0, num_retries: 5 }\n"));
        fleet["a"].Faults = EngineFaults.OfStatus(500);
        fleet["b"].Faults = EngineFaults.OfStatus(500);

        using var answer = await gateway.ChatAsync("m");
        await gateway.WhenAsync(() => _webhook.Received >= 3);

        Assert.Equal(
            ["deployment_cooldown", "deployment_cooldown", "model_group_down"],
            _webhook.Requests.Select(request => request.Json.GetProperty("event").GetString()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Only_the_kinds_that_are_asked_for_are_sent()
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await StartAsync(Priced(fleet) + "general_settings: { alerting: [webhook], alert_types: [db_exceptions] }\n");
        using var client = gateway.NewClient(await gateway.NewKeyAsync("""{"max_budget":0}"""));
        using var refused = await gateway.ChatAsync("m", client: client);
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);

        await gateway.ManageAsync("/alerts/test", "{}");
        await gateway.WhenAsync(() => _webhook.Received == 1);

        Assert.Equal("test", _webhook.LastRequest.Json.GetProperty("event").GetString());
    }

    [Fact]
    public async Task Target_that_fails_is_tried_again_and_the_report_hides_what_is_secret_of_its_address()
    {
        _webhook.Refusals = 1;
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await StartAsync(Fleet.Config(fleet, "general_settings: { alerting: [webhook] }\n"));

        await gateway.ManageAsync("/alerts/test", "{}");
        await gateway.WhenAsync(() => gateway.Services.GetRequiredService<AlertLog>().Sent == 1);

        Assert.Equal(2, _webhook.Received);
        var report = await gateway.GetAsync("/alerts");
        Assert.Equal("127.0.0.1", report.GetProperty("targets")[0].GetProperty("host").GetString());
        Assert.Equal("test", report.GetProperty("last")[0].GetProperty("event").GetString());
        Assert.DoesNotContain("secret-part", report.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Config_that_is_refused_is_told()
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await StartAsync(Fleet.Config(fleet, Both));
        gateway.Services.GetRequiredService<ConfigStore>().Fail("config.yaml:3: model_list: missing", DateTimeOffset.UnixEpoch, []);

        gateway.Services.GetRequiredService<AlertWatch>().Look();
        await gateway.WhenAsync(() => _webhook.Received == 1);

        Assert.Contains("config.yaml:3", _webhook.LastRequest.Json.GetProperty("event_message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Test_without_a_target_says_what_is_missing()
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await GatewayServer.StartAsync(Fleet.Config(fleet));

        using var answer = await gateway.PostAsync("/alerts/test", "{}");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("SLACK_WEBHOOK_URL", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static string Priced(SimulatedFleet fleet) => "model_list:\n" + Fleet.Deployment("m", fleet["a"].Address, ", output_cost_per_token: 1");

    private Task<GatewayServer> StartAsync(string yaml) => GatewayServer.StartAsync(yaml, change: options => options with
    {
        SlackWebhookUrl = new Uri(_slack.Address, "services/secret-part").ToString(),
        WebhookUrl = new Uri(_webhook.Address, "secret-part").ToString(),
    });
}
