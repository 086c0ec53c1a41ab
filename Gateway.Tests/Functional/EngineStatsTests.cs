using Gateway.Proxy.Health;
using Gateway.Simulator.Faults;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Functional;

public sealed class EngineStatsTests
{
    private const string ByQueue = "router_settings: { routing_strategy: queue-depth }\n";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Load_that_others_put_on_a_server_is_seen(bool oldMetricNames)
    {
        await using var fleet = await Fleet.StartAsync(2, settings => settings with { OldMetricNames = oldMetricNames });
        await using var gateway = await GatewayServer.StartAsync(Fleet.Config(fleet, ByQueue));
        using var others = new HttpClient { BaseAddress = fleet["a"].Address };
        fleet["a"].Faults = EngineFaults.Of(new Fault { Kind = FaultKind.SlowTokens, DelayMs = 60_000, Count = 3 });
        using var leave = new CancellationTokenSource();
        var theirs = Enumerable.Range(0, 3).Select(_ => gateway.ChatAsync("m", client: others, cancellationToken: leave.Token)).ToList();
        await fleet["a"].WaitUntilAsync(counters => counters.Running == 3);

        // By the gateway's own rounds: one that began before would write what it saw then.
        await gateway.WhenAsync(() => gateway.State("m").EngineStats is { Running: 3 });
        for (var i = 0; i < 6; i++)
        {
            // One after the other: what is still on its way to b would speak for a.
            using var answer = await gateway.ChatAsync("m");
            await answer.Content.ReadAsStringAsync();
            await gateway.WhenIdleAsync();
        }

        Assert.Equal(6, fleet["b"].Counters.Received);
        await leave.CancelAsync();
        await Task.WhenAll(theirs.Select(call => Assert.ThrowsAnyAsync<OperationCanceledException>(() => call)));
    }

    [Fact]
    public async Task Server_that_stops_answering_has_no_stats_any_more()
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await GatewayServer.StartAsync(Fleet.Config(fleet, ByQueue));
        var scraper = gateway.Services.GetRequiredService<EngineStatsScraper>();
        await scraper.ScrapeAsync(CancellationToken.None);
        Assert.NotNull(gateway.State("m").EngineStats);

        await fleet["a"].StopAsync();
        await scraper.ScrapeAsync(CancellationToken.None);

        Assert.Null(gateway.State("m").EngineStats);
    }
}
