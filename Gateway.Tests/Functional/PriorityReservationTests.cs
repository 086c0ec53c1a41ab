using System.Net;
using Gateway.Simulator;
using Gateway.Simulator.Faults;
using Gateway.Tests.Servers;

namespace Gateway.Tests.Functional;

/// <summary><c>priority_reservation</c>, with keys <c>prod</c> and <c>dev</c> of nine tenths and one tenth of a model.</summary>
[Collection(RedisCollection.Name)]
public sealed class PriorityReservationTests(RedisServer redis)
{
    // The tests of the collection share the server, so each has a model of its own.
    private readonly string _model = "m-" + Guid.NewGuid().ToString("n");

    [Fact]
    public async Task Low_priority_takes_an_idle_model_until_it_is_busy_and_high_priority_has_the_rest()
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await StartAsync(fleet, ", rpm: 10");

        Assert.Equal(5, await AdmittedAsync(gateway, "dev", 8));
        Assert.Equal(5, await AdmittedAsync(gateway, "prod", 8));
    }

    [Fact]
    public async Task Busy_model_leaves_low_priority_its_own_share_and_no_more()
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await StartAsync(fleet, ", rpm: 10");
        Assert.Equal(6, await AdmittedAsync(gateway, "prod", 6));
        Assert.Equal(1, await AdmittedAsync(gateway, "dev", 1));

        using var client = gateway.NewClient("dev");
        using var refused = await gateway.ChatAsync(_model, client: client);

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.StartsWith(
            "Rate limit exceeded: 1 requests a minute for this and all keys of priority 'dev' while the model is busy.",
            (await refused.ErrorAsync()).GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.NotNull(refused.Headers.RetryAfter);
        Assert.Equal(3, await AdmittedAsync(gateway, "prod", 4));
    }

    [Fact]
    public async Task Requests_at_once_are_shared_alike()
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await StartAsync(fleet, ", max_parallel_requests: 4");
        fleet["a"].Faults = EngineFaults.Of(FaultKind.HangBeforeHeaders, count: 4);
        Task<HttpStatusCode>[] dev = [SendAsync(gateway, "dev"), SendAsync(gateway, "dev")];
        await fleet["a"].WaitUntilAsync(counters => counters.Received == 2);

        Assert.Equal(HttpStatusCode.TooManyRequests, await SendAsync(gateway, "dev"));
        Task<HttpStatusCode>[] prod = [SendAsync(gateway, "prod"), SendAsync(gateway, "prod")];
        await fleet["a"].WaitUntilAsync(counters => counters.Received == 4);
        fleet["a"].Faults = EngineFaults.None;

        Assert.All(await Task.WhenAll(dev.Concat(prod)), status => Assert.Equal(HttpStatusCode.OK, status));
    }

    [Fact]
    public async Task Priority_of_a_team_goes_before_that_of_its_key()
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await StartAsync(fleet, ", rpm: 10");
        await gateway.PollAsync();
        await gateway.ManageAsync("/team/new", """{"team_id":"t","metadata":{"priority":"prod"}}""");
        var ofTeam = await gateway.NewKeyAsync("""{"team_id":"t","metadata":{"priority":"dev"}}""");
        var alone = await gateway.NewKeyAsync("""{"metadata":{"priority":"dev"}}""");
        Assert.Equal(5, await AdmittedAsync(gateway, ofTeam, 5));

        Assert.Equal(1, await AdmittedAsync(gateway, alone, 3));
        Assert.Equal(4, await AdmittedAsync(gateway, ofTeam, 9));
    }

    [Fact]
    public async Task Master_key_is_held_to_nothing()
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await StartAsync(fleet, ", rpm: 2");

        Assert.Equal(4, await AdmittedAsync(gateway, GatewayServer.MasterKey, 4));
    }

    [Fact]
    public async Task Two_gateways_share_a_model_as_one_does()
    {
        await using var fleet = await Fleet.StartAsync(1);
        var shared = $"router_settings: {{ redis_host: {redis.Host}, redis_port: {redis.Port} }}\n";
        await using var one = await StartAsync(fleet, ", rpm: 10", shared);
        await using var two = await StartAsync(fleet, ", rpm: 10", shared);
        Assert.Equal(5, await AdmittedAsync(one, "prod", 5));

        // The first one tells this gateway that the model is busy.
        Assert.Equal(1, await AdmittedAsync(two, "dev", 1));
        Assert.Equal(0, await AdmittedAsync(two, "dev", 3));
        Assert.Equal(4, await AdmittedAsync(two, "prod", 9));
    }

    private Task<GatewayServer> StartAsync(SimulatedFleet fleet, string limits, string more = "") => GatewayServer.StartAsync($$"""
        model_list:
        {{Fleet.Deployment(_model, fleet["a"].Address, limits)}}{{more}}litellm_settings:
          priority_reservation: { prod: 0.9, dev: 0.1 }
        general_settings:
          rate_limit_config: { prod: { priority: prod }, dev: { priority: dev } }

        """);

    private async Task<int> AdmittedAsync(GatewayServer gateway, string key, int requests)
    {
        var admitted = 0;
        for (var i = 0; i < requests; i++)
        {
            admitted += await SendAsync(gateway, key) == HttpStatusCode.OK ? 1 : 0;
            await gateway.WhenIdleAsync();
        }

        return admitted;
    }

    private async Task<HttpStatusCode> SendAsync(GatewayServer gateway, string key)
    {
        using var client = gateway.NewClient(key);
        using var response = await gateway.ChatAsync(_model, client: client);
        return response.StatusCode;
    }
}
