using System.Net;
using Gateway.Proxy.Model;
using Gateway.Simulator.Faults;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Functional;

public sealed class InFlightTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task In_flight_counts_return_to_zero_after_any_mix_of_endings(int seed)
    {
        await using var fleet = await Fleet.StartAsync(3);
        await using var gateway = await GatewayServer.StartAsync(Fleet.Config(fleet, """
            router_settings: { num_retries: 1, stream_timeout: 0.3, timeout: 0.6, disable_cooldowns: true, routing_strategy: least-busy }
            general_settings: { rate_limit_config: { few: { max_parallel_requests: 8, tpm: 1000000 } } }

            """));
        foreach (var engine in fleet.Engines)
        {
            engine.Faults = Mixture();
        }

        using var few = gateway.NewClient("few");
        var random = new Random(seed);
        var plans = Enumerable.Range(0, 240).Select(i => (Stream: random.Next(2) == 0, CancelAfterMs: random.Next(4) == 0 ? random.Next(60) : -1, Few: random.Next(3) == 0)).ToList();
        await Parallel.ForEachAsync(plans, new ParallelOptions { MaxDegreeOfParallelism = 24 }, async (plan, _) =>
        {
            using var cancel = new CancellationTokenSource();
            if (plan.CancelAfterMs >= 0)
            {
                cancel.CancelAfter(plan.CancelAfterMs);
            }

            try
            {
                using var response = await gateway.ChatAsync("m", plan.Stream ? ",\"stream\":true" : "", plan.Few ? few : null, cancel.Token);
                await response.Content.ReadAsStringAsync(cancel.Token);
            }
            catch (OperationCanceledException)
            {
                // One of the endings that are asked for.
            }
        });

        // A request's last words come after its answer; one that was cancelled before it was read has none.
        await gateway.WhenIdleAsync();

        Assert.All(gateway.Group("m").Deployments, deployment => Assert.Equal(0, deployment.State.InFlight));
        await Task.WhenAll(fleet.Engines.Select(engine => engine.WaitUntilAsync(counters => counters is { Running: 0, Waiting: 0 })));
        var key = gateway.Services.GetRequiredService<SnapshotStore>().Current.Keys.Values.Single(key => !key.IsMaster);
        Assert.Equal(0, key.Usage.InFlight);
    }

    [Fact]
    public async Task Half_of_the_replicas_killed_under_load_fail_no_request()
    {
        await using var fleet = await Fleet.StartAsync(6);
        await using var gateway = await GatewayServer.StartAsync(Fleet.Config(fleet, "router_settings: { routing_strategy: least-busy }\n"));
        var bad = 0;
        var done = 0;
        var load = Parallel.ForEachAsync(Enumerable.Range(0, 900), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, cancel) =>
        {
            // Whole answers: a stream that has begun ends with its server.
            using var response = await gateway.ChatAsync("m", cancellationToken: cancel);
            await response.Content.ReadAsStringAsync(cancel);
            Interlocked.Add(ref bad, response.StatusCode == HttpStatusCode.OK ? 0 : 1);
            if (Interlocked.Increment(ref done) == 300)
            {
                await Task.WhenAll(fleet["a"].StopAsync(), fleet["c"].StopAsync(), fleet["e"].StopAsync());
            }
        });
        await load;

        Assert.Equal(0, bad);
        Assert.Equal(900, done);
    }

    [Fact]
    public async Task Server_that_comes_back_is_used_again()
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await GatewayServer.StartAsync(Fleet.Config(fleet));
        await fleet["a"].StopAsync();
        using (var dead = await gateway.ChatAsync("m"))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, dead.StatusCode);
        }

        await fleet["a"].StartAsync();

        using var alive = await gateway.ChatAsync("m");
        Assert.Equal(HttpStatusCode.OK, alive.StatusCode);
    }

    private static EngineFaults Mixture() => EngineFaults.Of(
        new Fault { Kind = FaultKind.Status, Status = 500, Probability = 0.1 },
        new Fault { Kind = FaultKind.Status, Status = 429, Probability = 0.05 },
        new Fault { Kind = FaultKind.Status, Status = 400, Probability = 0.05 },
        new Fault { Kind = FaultKind.HangBeforeHeaders, Probability = 0.05 },
        new Fault { Kind = FaultKind.HangBeforeFirstToken, Probability = 0.05 },
        new Fault { Kind = FaultKind.ResetBeforeHeaders, Probability = 0.05 },
        new Fault { Kind = FaultKind.ResetMidStream, Probability = 0.1 },
        new Fault { Kind = FaultKind.ErrorMidStream, Probability = 0.1 },
        new Fault { Kind = FaultKind.SlowTokens, DelayMs = 5, Probability = 0.3 });
}
