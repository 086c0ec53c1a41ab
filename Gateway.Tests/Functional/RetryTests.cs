using System.Net;
using Gateway.Simulator.Faults;

namespace Gateway.Tests.Functional;

public sealed class RetryTests
{
    [Theory]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(404)]
    [InlineData(408)]
    [InlineData(429)]
    [InlineData(401)]
    [InlineData(403)]
    public async Task Failure_of_one_deployment_is_answered_by_the_other(int status)
    {
        await using var fleet = await Fleet.StartAsync(2);
        await using var gateway = await GatewayServer.StartAsync(Fleet.Config(fleet));
        fleet["a"].Faults = EngineFaults.OfStatus(status);

        for (var i = 0; i < 6; i++)
        {
            using var response = await gateway.ChatAsync("m");
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        Assert.True(fleet["b"].Counters.Received >= 6);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(422)]
    public async Task Request_that_is_itself_at_fault_is_not_tried_again(int status)
    {
        await using var fleet = await Fleet.StartAsync(2);
        await using var gateway = await GatewayServer.StartAsync(Fleet.Config(fleet));
        fleet["a"].Faults = fleet["b"].Faults = EngineFaults.OfStatus(status);

        using var response = await gateway.ChatAsync("m");

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(1, fleet.Engines.Sum(engine => engine.Counters.Received));
    }

    [Fact]
    public async Task Only_deployment_of_a_group_is_tried_again_up_to_num_retries()
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await GatewayServer.StartAsync(Fleet.Config(fleet, "router_settings: { num_retries: 3 }\n"));
        fleet["a"].Faults = EngineFaults.OfStatus(500);

        using var response = await gateway.ChatAsync("m");

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Equal(4, fleet["a"].Counters.Received);
    }

    [Fact]
    public async Task Retry_that_succeeds_is_told_in_the_headers()
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await GatewayServer.StartAsync(Fleet.Config(fleet));
        fleet["a"].Faults = EngineFaults.OfStatus(500, count: 2);

        using var response = await gateway.ChatAsync("m");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("2", response.Header("x-litellm-attempted-retries"));
        Assert.Equal("0", response.Header("x-litellm-attempted-fallbacks"));
    }

    [Theory]
    [InlineData(",\"num_retries\":0", null, 1)]
    [InlineData(",\"num_retries\":1", null, 2)]
    [InlineData("", "1", 2)]
    [InlineData(",\"num_retries\":0", "5", 1)]
    public async Task Request_sets_its_own_retries_in_the_body_or_by_header(string body, string? header, int attempts)
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await GatewayServer.StartAsync(Fleet.Config(fleet));
        fleet["a"].Faults = EngineFaults.OfStatus(500);
        if (header is not null)
        {
            gateway.Http.DefaultRequestHeaders.Add("x-litellm-num-retries", header);
        }

        using var response = await gateway.ChatAsync("m", body);

        Assert.Equal(attempts, fleet["a"].Counters.Received);
    }

    [Fact]
    public async Task Retry_policy_decides_by_kind_of_failure()
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await GatewayServer.StartAsync(Fleet.Config(fleet, """
            router_settings:
              num_retries: 0
              retry_policy: { InternalServerErrorRetries: 2, BadRequestErrorRetries: 1 }
            """));

        fleet["a"].Faults = EngineFaults.OfStatus(500);
        (await gateway.ChatAsync("m")).Dispose();
        Assert.Equal(3, fleet["a"].Counters.Received);
        fleet["a"].Faults = EngineFaults.OfStatus(400);
        (await gateway.ChatAsync("m")).Dispose();
        Assert.Equal(5, fleet["a"].Counters.Received);
    }

    [Fact]
    public async Task Dead_servers_do_not_use_retries_up()
    {
        var dead = Fleet.DeadAddress();
        await using var fleet = await Fleet.StartAsync(1);
        var entries = string.Concat(Enumerable.Range(1, 6).Select(i => Fleet.Deployment("m", dead).Replace("openai/m", $"openai/m{i}", StringComparison.Ordinal)));
        await using var gateway = await GatewayServer.StartAsync(Fleet.Config(fleet, entries + "router_settings: { num_retries: 0 }\n"));

        for (var i = 0; i < 5; i++)
        {
            using var response = await gateway.ChatAsync("m");
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }
    }

    [Fact]
    public async Task Every_attempt_gets_the_same_whole_body()
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await GatewayServer.StartAsync(Fleet.Config(fleet));
        fleet["a"].Faults = EngineFaults.OfStatus(500, count: 2);
        var filler = new string('x', 200_000);

        using var response = await gateway.ChatAsync("m", $",\"unknown\":\"{filler}\"");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var bodies = fleet["a"].LastRequests.Select(request => request.BodyText).Distinct().ToList();
        Assert.Equal(3, fleet["a"].LastRequests.Count);
        Assert.Contains(filler, Assert.Single(bodies), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Order_levels_are_tried_one_after_the_other_each_with_its_retries()
    {
        await using var fleet = await Fleet.StartAsync(2);
        await using var gateway = await GatewayServer.StartAsync(
            "model_list:\n" + Fleet.Deployment("m", fleet["a"].Address, ", order: 1") + Fleet.Deployment("m", fleet["b"].Address, ", order: 2")
            + "router_settings: { num_retries: 1, allowed_fails: 100 }\n");
        fleet["a"].Faults = EngineFaults.OfStatus(500);

        using var response = await gateway.ChatAsync("m");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal((2, 1), (fleet["a"].Counters.Received, fleet["b"].Counters.Received));
    }
}
