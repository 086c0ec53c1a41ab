using System.Net;
using Gateway.Simulator.Faults;
using Gateway.Tests.Common;

namespace Gateway.Tests.Functional;

public sealed class CooldownTests
{
    [Fact]
    public async Task Deployment_over_its_allowed_fails_is_left_alone_until_its_cooldown_ends()
    {
        var time = new ManualTimeProvider();
        await using var fleet = await Fleet.StartAsync(2);
        await using var gateway = await GatewayServer.StartAsync(
            Fleet.Config(fleet, "router_settings: { allowed_fails: 2, cooldown_time: 30, routing_strategy: least-busy }\n"), time);
        fleet["a"].Faults = EngineFaults.OfStatus(500);

        await SendAsync(gateway, 40);
        Assert.Equal(3, fleet["a"].Counters.Received);

        fleet["a"].Faults = EngineFaults.None;
        await SendAsync(gateway, 10);
        Assert.Equal(3, fleet["a"].Counters.Received);

        time.Advance(TimeSpan.FromSeconds(30));
        await SendAsync(gateway, 40);
        Assert.True(fleet["a"].Counters.Received > 3);
    }

    [Fact]
    public async Task Rate_limit_of_a_deployment_cools_it_down_at_once_for_as_long_as_it_says()
    {
        var time = new ManualTimeProvider();
        await using var fleet = await Fleet.StartAsync(2);
        await using var gateway = await GatewayServer.StartAsync(Fleet.Config(fleet), time);
        fleet["a"].Faults = EngineFaults.OfStatus(429, retryAfter: 17);

        await SendAsync(gateway, 20);
        Assert.Equal(1, fleet["a"].Counters.Received);

        time.Advance(TimeSpan.FromSeconds(16));
        await SendAsync(gateway, 20);
        Assert.Equal(1, fleet["a"].Counters.Received);
        time.Advance(TimeSpan.FromSeconds(1));
        await SendAsync(gateway, 20);
        Assert.Equal(2, fleet["a"].Counters.Received);
    }

    [Fact]
    public async Task Only_deployment_of_a_group_is_never_cooled_down_by_server_errors()
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await GatewayServer.StartAsync(Fleet.Config(fleet, "router_settings: { num_retries: 0, allowed_fails: 0 }\n"));
        fleet["a"].Faults = EngineFaults.OfStatus(500, count: 10);

        for (var i = 0; i < 10; i++)
        {
            (await gateway.ChatAsync("m")).Dispose();
        }

        using var response = await gateway.ChatAsync("m");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Group_that_cools_down_altogether_is_probed_and_answers_503_with_retry_after_when_that_fails()
    {
        var time = new ManualTimeProvider();
        await using var fleet = await Fleet.StartAsync(2);
        await using var gateway = await GatewayServer.StartAsync(Fleet.Config(fleet, "router_settings: { num_retries: 0, allowed_fails: 0, cooldown_time: 20 }\n"), time);
        fleet["a"].Faults = fleet["b"].Faults = EngineFaults.OfStatus(500);
        await SendAsync(gateway, 2, HttpStatusCode.InternalServerError);
        var before = fleet.Engines.Sum(engine => engine.Counters.Received);

        using (var response = await gateway.ChatAsync("m"))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
            Assert.Equal("no_healthy_deployment", (await response.ErrorAsync()).GetProperty("code").GetString());
            Assert.InRange(response.Headers.RetryAfter?.Delta ?? default, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(20));
        }

        Assert.Equal(before + 1, fleet.Engines.Sum(engine => engine.Counters.Received));
        fleet["a"].Faults = fleet["b"].Faults = EngineFaults.None;
        await SendAsync(gateway, 5);
    }

    [Fact]
    public async Task Cooldowns_can_be_turned_off()
    {
        await using var fleet = await Fleet.StartAsync(2);
        await using var gateway = await GatewayServer.StartAsync(Fleet.Config(fleet, "router_settings: { disable_cooldowns: true, allowed_fails: 0, routing_strategy: simple-shuffle }\n"));
        fleet["a"].Faults = EngineFaults.OfStatus(500);

        await SendAsync(gateway, 60);

        Assert.True(fleet["a"].Counters.Received > 5);
    }

    private static async Task SendAsync(GatewayServer gateway, int requests, HttpStatusCode expected = HttpStatusCode.OK)
    {
        for (var i = 0; i < requests; i++)
        {
            using var response = await gateway.ChatAsync("m");
            Assert.Equal(expected, response.StatusCode);
        }
    }
}
