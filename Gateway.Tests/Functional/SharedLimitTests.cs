using System.Net;
using Gateway.Simulator;
using Gateway.Simulator.Faults;
using Gateway.Tests.Servers;

namespace Gateway.Tests.Functional;

[Collection(RedisCollection.Name)]
public sealed class SharedLimitTests(RedisServer redis)
{
    // The tests of the collection share the server, so each has a key of its own.
    private readonly string _key = Guid.NewGuid().ToString("n");

    [Fact]
    public async Task Three_gateways_together_admit_exactly_the_limit()
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var one = await StartAsync(fleet, "rpm: 40");
        await using var two = await StartAsync(fleet, "rpm: 40");
        await using var three = await StartAsync(fleet, "rpm: 40");
        GatewayServer[] gateways = [one, two, three];

        var statuses = await Task.WhenAll(Enumerable.Range(0, 120).Select(i => SendAsync(gateways[i % 3])));

        Assert.Equal(40, statuses.Count(status => status == HttpStatusCode.OK));
        Assert.Equal(80, statuses.Count(status => status == HttpStatusCode.TooManyRequests));
    }

    [Fact]
    public async Task Headers_tell_what_is_left_to_all_gateways_together()
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var one = await StartAsync(fleet, "rpm: 5, tpm: 100000");
        await using var two = await StartAsync(fleet, "rpm: 5, tpm: 100000");
        await RemainingAsync(one);
        await RemainingAsync(one);
        var before = await RemainingAsync(one);

        var after = await RemainingAsync(two);

        Assert.Equal((2, 1), (before.Requests, after.Requests));
        Assert.InRange(after.Tokens, 1, before.Tokens - 1);
    }

    [Fact]
    public async Task Gateway_that_refuses_for_what_another_has_used_tells_that_nothing_is_left()
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var one = await StartAsync(fleet, "rpm: 2");
        await using var two = await StartAsync(fleet, "rpm: 2");
        await SendAsync(one);
        await SendAsync(one);
        using var client = two.NewClient(_key);

        using var response = await two.ChatAsync("m", client: client);

        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
        Assert.Equal("0", response.Header("x-ratelimit-remaining-requests"));
    }

    [Fact]
    public async Task Place_taken_at_one_gateway_is_taken_at_the_other_until_the_request_ends()
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var one = await StartAsync(fleet, "max_parallel_requests: 1");
        await using var two = await StartAsync(fleet, "max_parallel_requests: 1");
        fleet["a"].Faults = EngineFaults.Of(new Fault { Kind = FaultKind.HangBeforeHeaders, Count = 1 });
        var first = SendAsync(one);
        await fleet["a"].WaitUntilAsync(counters => counters.Received == 1);

        Assert.Equal(HttpStatusCode.TooManyRequests, await SendAsync(two));
        fleet["a"].Faults = EngineFaults.None;
        Assert.Equal(HttpStatusCode.OK, await first);
        await one.WhenIdleAsync();

        // The place is given back within milliseconds, not at once.
        await two.WhenAsync(() => SendAsync(two).GetAwaiter().GetResult() == HttpStatusCode.OK);
    }

    [Fact]
    public async Task Redis_that_dies_leaves_each_gateway_with_its_own_limit()
    {
        var own = new RedisServer();
        await own.InitializeAsync();
        await using var fleet = await Fleet.StartAsync(1);
        await using var one = await StartAsync(fleet, "rpm: 5", own);
        await using var two = await StartAsync(fleet, "rpm: 5", own);
        await own.StopAsync();

        foreach (var gateway in (GatewayServer[])[one, two])
        {
            var statuses = new List<HttpStatusCode>();
            for (var i = 0; i < 8; i++)
            {
                statuses.Add(await SendAsync(gateway));
            }

            Assert.Equal(5, statuses.Count(status => status == HttpStatusCode.OK));
        }

        await own.DisposeAsync();
    }

    [Fact]
    public async Task Whole_gateway_has_no_more_requests_at_once_than_global_max_parallel_requests()
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await GatewayServer.StartAsync(Fleet.Config(fleet, "general_settings: { global_max_parallel_requests: 2 }\n"));
        fleet["a"].Faults = EngineFaults.Of(FaultKind.HangBeforeHeaders, count: 2);
        var first = new[] { gateway.ChatAsync("m"), gateway.ChatAsync("m") };
        await fleet["a"].WaitUntilAsync(counters => counters.Received == 2);

        using (var refused = await gateway.ChatAsync("m"))
        {
            Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
            Assert.Equal("concurrent_requests", refused.Header("rate_limit_type"));
        }

        fleet["a"].Faults = EngineFaults.None;
        await Task.WhenAll(first);
        await gateway.WhenIdleAsync();
        Assert.Equal(HttpStatusCode.OK, (await gateway.ChatAsync("m")).StatusCode);
    }

    private Task<GatewayServer> StartAsync(SimulatedFleet fleet, string limits, RedisServer? server = null) => GatewayServer.StartAsync(Fleet.Config(fleet, $$"""
        router_settings: { redis_host: {{(server ?? redis).Host}}, redis_port: {{(server ?? redis).Port}} }
        general_settings: { rate_limit_config: { "{{_key}}": { {{limits}} } } }

        """));

    private async Task<(int Requests, int Tokens)> RemainingAsync(GatewayServer gateway)
    {
        using var client = gateway.NewClient(_key);
        using var response = await gateway.ChatAsync("m", client: client);
        await gateway.WhenIdleAsync();
        return (Number("x-ratelimit-remaining-requests"), Number("x-ratelimit-remaining-tokens"));

        int Number(string header) => int.Parse(response.Header(header)!, System.Globalization.CultureInfo.InvariantCulture);
    }

    private async Task<HttpStatusCode> SendAsync(GatewayServer gateway)
    {
        using var client = gateway.NewClient(_key);
        using var response = await gateway.ChatAsync("m", client: client);
        return response.StatusCode;
    }
}
