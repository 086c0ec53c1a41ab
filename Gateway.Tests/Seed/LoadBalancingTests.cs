using System.Net;
using Gateway.Simulator.Configuration;
using Gateway.Tests.Functional;

namespace Gateway.Tests.Seed;

/// <summary>"Multiple Model Instances (Load Balancing)" and "Load Balancing Strategies".</summary>
public sealed class LoadBalancingTests
{
    [Fact]
    public async Task Least_busy_sends_the_next_request_to_the_idle_instance()
    {
        await using var fleet = await SeedFleet.StartAsync();
        await using var gateway = await fleet.GatewayAsync(Snippets.LoadBalancing);
        var (one, two) = (fleet["vllm-gpt-oss-120b-1"], fleet["vllm-gpt-oss-120b-2"]);
        one.Timing = two.Timing = new EngineTiming { InterTokenMs = 1_000 };
        using var cancel = new CancellationTokenSource();

        using var first = await gateway.ChatAsync("gpt-oss-120b", ",\"stream\":true", cancellationToken: cancel.Token);
        using var second = await gateway.ChatAsync("gpt-oss-120b", ",\"stream\":true", cancellationToken: cancel.Token);

        Assert.Equal((1, 1), (one.Counters.Running, two.Counters.Running));
        await cancel.CancelAsync();
    }

    // The example names a Redis, and here there is none: requests go on without it.
    [Theory]
    [InlineData("simple-shuffle")]
    [InlineData("least-busy")]
    [InlineData("usage-based-routing-v2")]
    public async Task Every_strategy_of_the_list_uses_both_instances(string strategy)
    {
        await using var fleet = await SeedFleet.StartAsync();
        await using var gateway = await fleet.GatewayAsync(Snippets.TwoInstances + Snippets.Strategy.Replace("routing_strategy: least-busy", $"routing_strategy: {strategy}", StringComparison.Ordinal));

        // That forty tosses of a fair coin all fall alike happens once in 500 thousand million times.
        for (var i = 0; i < 40; i++)
        {
            using var answer = await gateway.ChatAsync("gpt-oss-120b");
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        var (one, two) = (fleet["vllm-gpt-oss-120b-1"].Counters.Received, fleet["vllm-gpt-oss-120b-2"].Counters.Received);
        Assert.Equal(40, one + two);
        Assert.True(one > 0 && two > 0, $"{one} and {two}");
    }

    [Fact]
    public async Task Both_instances_are_one_model_in_the_list()
    {
        await using var fleet = await SeedFleet.StartAsync();
        await using var gateway = await fleet.GatewayAsync(Snippets.LoadBalancing);

        using var answer = await gateway.Http.GetAsync("/v1/models");

        Assert.Equal("gpt-oss-120b", Assert.Single((await answer.JsonAsync()).GetProperty("data").EnumerateArray()).GetProperty("id").GetString());
    }
}
