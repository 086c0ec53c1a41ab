using System.Net;
using Gateway.Proxy.Health;
using Gateway.Simulator.Faults;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Functional;

public sealed class HealthTests
{
    [Fact]
    public async Task Health_without_a_key_is_a_summary_that_asks_nobody()
    {
        await using var fleet = await Fleet.StartAsync(2);
        await using var gateway = await GatewayServer.StartAsync(Fleet.Config(fleet));
        using var anybody = gateway.NewClient(null);

        var summary = await (await anybody.GetAsync("/health")).JsonAsync();

        Assert.Equal(("healthy", 2), (summary.GetProperty("status").GetString(), summary.GetProperty("deployments").GetInt32()));
        Assert.All(fleet.Engines, engine => Assert.Equal(0, engine.Counters.Of("/health")));
    }

    [Fact]
    public async Task Health_with_the_master_key_asks_every_server_without_a_generation()
    {
        await using var fleet = await Fleet.StartAsync(3);
        await using var gateway = await GatewayServer.StartAsync(Fleet.Config(fleet));
        fleet["b"].Faults = EngineFaults.Of(FaultKind.Unhealthy);
        await fleet["c"].StopAsync();

        var report = await (await gateway.Http.GetAsync("/health")).JsonAsync();

        Assert.Equal((1, 2), (report.GetProperty("healthy_count").GetInt32(), report.GetProperty("unhealthy_count").GetInt32()));
        var errors = report.GetProperty("unhealthy_endpoints").EnumerateArray().Select(endpoint => endpoint.GetProperty("error").GetString()!).Order().ToList();
        Assert.Contains("503", errors[0], StringComparison.Ordinal);
        Assert.Contains("could not be reached", errors[1], StringComparison.Ordinal);
        Assert.All(fleet.Engines, engine => Assert.Equal(0, engine.Counters.Received));
    }

    [Theory]
    [InlineData("/health/liveliness")]
    [InlineData("/health/liveness")]
    [InlineData("/health/readiness")]
    public async Task Probes_of_an_orchestrator_need_no_key(string path)
    {
        await using var gateway = await GatewayServer.StartAsync("model_list: []\n");
        using var anybody = gateway.NewClient(null);

        Assert.Equal(HttpStatusCode.OK, (await anybody.GetAsync(path)).StatusCode);
    }

    [Fact]
    public async Task Wrong_key_is_refused_rather_than_given_the_summary()
    {
        await using var gateway = await GatewayServer.StartAsync("model_list: []\n");
        using var stranger = gateway.NewClient("sk-wrong");

        Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.GetAsync("/health")).StatusCode);
    }

    [Fact]
    public async Task Unhealthy_deployment_is_passed_over_until_every_one_is()
    {
        await using var fleet = await Fleet.StartAsync(2);
        await using var gateway = await GatewayServer.StartAsync(Fleet.Config(fleet, """
            router_settings: { enable_health_check_routing: true }
            general_settings: { background_health_checks: true, health_check_interval: 0.001 }

            """));
        var monitor = gateway.Services.GetRequiredService<DeploymentMonitor>();
        fleet["a"].Faults = EngineFaults.Of(FaultKind.Unhealthy);
        await monitor.CheckAsync(CancellationToken.None);

        for (var i = 0; i < 10; i++)
        {
            (await gateway.ChatAsync("m")).Dispose();
        }

        Assert.Equal((0, 10), (fleet["a"].Counters.Received, fleet["b"].Counters.Received));
        fleet["b"].Faults = EngineFaults.Of(FaultKind.Unhealthy);
        await monitor.CheckAsync(CancellationToken.None);
        using var response = await gateway.ChatAsync("m");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }
}
