using System.Net;
using Gateway.Proxy.Caching;
using Gateway.Simulator.Faults;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Functional;

public sealed class SharedCallTests
{
    private const string CacheOn = "litellm_settings: { cache: true, cache_params: { type: local } }\n";

    [Theory]
    [InlineData("")]
    [InlineData(",\"stream\":true")]
    public async Task Equal_requests_at_the_same_time_share_one_call(string more)
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await GatewayServer.StartAsync(Fleet.Config(fleet, CacheOn));
        fleet["a"].Faults = EngineFaults.Of(new Fault { Kind = FaultKind.SlowTokens, DelayMs = 20 });

        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(async _ =>
        {
            using var response = await gateway.ChatAsync("m", more);
            return await response.Content.ReadAsStringAsync();
        }));

        Assert.Single(answers.Distinct());
        Assert.NotEqual("", answers[0]);
        Assert.Equal(1, fleet["a"].Counters.Received);
        await gateway.WhenIdleAsync();
        Assert.Equal(11, gateway.SpendLogs.All.Count(log => log.CacheHit));
        Assert.All(gateway.SpendLogs.All, log => Assert.Equal(20, log.Usage.CompletionTokens));
    }

    [Fact]
    public async Task Client_that_began_the_call_may_leave_without_ending_it_for_the_others()
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await GatewayServer.StartAsync(Fleet.Config(fleet, CacheOn));
        fleet["a"].Faults = EngineFaults.Of(new Fault { Kind = FaultKind.SlowTokens, DelayMs = 25 });
        using var first = new CancellationTokenSource();
        var leader = gateway.ChatAsync("m", cancellationToken: first.Token);
        await fleet["a"].WaitUntilAsync(counters => counters.Running == 1);
        var follower = gateway.ChatAsync("m");
        await gateway.WhenAsync(() => Followers(gateway) == 1);

        await first.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leader);
        using var response = await follower;
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal((1, 0), (fleet["a"].Counters.Received, fleet["a"].Counters.Aborted));
    }

    [Fact]
    public async Task Last_client_to_leave_aborts_the_generation()
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await GatewayServer.StartAsync(Fleet.Config(fleet, CacheOn));
        fleet["a"].Faults = EngineFaults.Of(new Fault { Kind = FaultKind.SlowTokens, DelayMs = 60_000 });
        using var all = new CancellationTokenSource();
        var calls = Enumerable.Range(0, 3).Select(_ => gateway.ChatAsync("m", cancellationToken: all.Token)).ToList();
        await fleet["a"].WaitUntilAsync(counters => counters.Running == 1);
        await gateway.WhenAsync(() => Followers(gateway) == 2);

        await all.CancelAsync();

        await fleet["a"].WaitUntilAsync(counters => counters is { Aborted: 1, Running: 0 });
        await Task.WhenAll(calls.Select(call => Assert.ThrowsAnyAsync<OperationCanceledException>(() => call)));
        await gateway.WhenIdleAsync();
        Assert.Equal(0, gateway.State("m").InFlight);
    }

    [Fact]
    public async Task Call_that_fails_before_its_first_byte_is_made_again_by_those_who_waited()
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await GatewayServer.StartAsync(Fleet.Config(fleet, CacheOn + "router_settings: { num_retries: 0 }\n"));
        fleet["a"].Faults = EngineFaults.Of(
            new Fault { Kind = FaultKind.HangBeforeHeaders, DelayMs = 300, Count = 1 },
            new Fault { Kind = FaultKind.ResetBeforeHeaders, Count = 1 });
        var leader = gateway.ChatAsync("m");
        await fleet["a"].WaitUntilAsync(counters => counters.Received == 1);
        var follower = gateway.ChatAsync("m");
        await gateway.WhenAsync(() => Followers(gateway) == 1);

        Assert.NotEqual(HttpStatusCode.OK, (await leader).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await follower).StatusCode);
    }

    private static int Followers(GatewayServer gateway) => gateway.Services.GetRequiredService<SharedAnswers>().Followers;
}
