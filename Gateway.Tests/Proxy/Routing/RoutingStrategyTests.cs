using Gateway.Proxy.Configuration;
using Gateway.Proxy.Model;
using Gateway.Proxy.Pricing;
using Gateway.Proxy.Routing;
using Gateway.Tests.Common;

namespace Gateway.Tests.Proxy.Routing;

public sealed class RoutingStrategyTests
{
    private readonly Random _random = new(3);

    [Fact]
    public void Simple_shuffle_follows_weights()
    {
        var counts = Count(new SimpleShuffleStrategy(_random), A.Deployment("a", weight: 9), A.Deployment("b", weight: 1), A.Deployment("c", weight: 0));

        Assert.InRange(counts[0], 8_700, 9_300);
        Assert.InRange(counts[1], 700, 1_300);
        Assert.Equal(0, counts[2]);
    }

    [Fact]
    public void Simple_shuffle_takes_rpm_then_tpm_for_weights()
    {
        var byRpm = Count(new SimpleShuffleStrategy(_random), A.Deployment("a", rpm: 300, tpm: 1), A.Deployment("b", rpm: 100, tpm: 1_000));
        var byTpm = Count(new SimpleShuffleStrategy(_random), A.Deployment("a", tpm: 300), A.Deployment("b", tpm: 100));

        Assert.InRange(byRpm[0], 7_200, 7_800);
        Assert.InRange(byTpm[0], 7_200, 7_800);
    }

    [Fact]
    public void Simple_shuffle_without_weights_is_even()
    {
        var counts = Count(new SimpleShuffleStrategy(_random), A.Deployment("a"), A.Deployment("b"));

        Assert.InRange(counts[0], 4_700, 5_300);
    }

    [Fact]
    public void Least_busy_takes_the_one_with_fewest_in_flight()
    {
        var (busy, idle) = (A.Deployment("a"), A.Deployment("b"));
        busy.State.TryEnter(null);

        Assert.Equal(1, new LeastBusyStrategy(_random).Choose([busy, idle]));
    }

    [Fact]
    public void Idle_replicas_take_turns()
    {
        var counts = Count(new LeastBusyStrategy(_random), A.Deployment("a"), A.Deployment("b"), A.Deployment("c"));

        Assert.All(counts, count => Assert.InRange(count, 3_000, 3_700));
    }

    [Fact]
    public void Usage_based_takes_the_one_with_fewest_tokens_this_minute()
    {
        var (used, fresh) = (A.Deployment("a"), A.Deployment("b"));
        used.State.RecentTokens.TryTake(100, null, out _, out _);

        Assert.Equal(1, new UsageBasedStrategy(_random).Choose([used, fresh]));
    }

    [Fact]
    public void Cost_based_takes_the_cheapest()
    {
        var dear = A.Deployment("a", price: new ModelPrice { InputPerToken = 2, OutputPerToken = 1 });
        var cheap = A.Deployment("b", price: new ModelPrice { InputPerToken = 1, OutputPerToken = 1 });

        Assert.Equal(1, new CostBasedStrategy(_random).Choose([dear, cheap]));
    }

    [Fact]
    public void Latency_based_measures_the_unmeasured_first_and_then_takes_the_fastest()
    {
        var (slow, fast) = (A.Deployment("a"), A.Deployment("b"));
        var strategy = new LatencyBasedStrategy(_random, new RoutingStrategyArgs());
        slow.State.Latencies.Add(TimeSpan.FromSeconds(1));
        Assert.Equal(1, strategy.Choose([slow, fast]));

        fast.State.Latencies.Add(TimeSpan.FromSeconds(0.5));
        Assert.Equal(1, strategy.Choose([slow, fast]));
        fast.State.Latencies.Add(TimeSpan.FromSeconds(5));
        Assert.Equal(0, strategy.Choose([slow, fast]));
    }

    [Fact]
    public void Latencies_within_the_buffer_are_equally_good()
    {
        var (a, b, far) = (A.Deployment("a"), A.Deployment("b"), A.Deployment("c"));
        a.State.Latencies.Add(TimeSpan.FromSeconds(1));
        b.State.Latencies.Add(TimeSpan.FromSeconds(1.4));
        far.State.Latencies.Add(TimeSpan.FromSeconds(1.6));

        var counts = Count(new LatencyBasedStrategy(_random, new RoutingStrategyArgs { LowestLatencyBuffer = 0.5 }), a, b, far);

        Assert.InRange(counts[0], 4_500, 5_500);
        Assert.InRange(counts[1], 4_500, 5_500);
        Assert.Equal(0, counts[2]);
    }

    private static int[] Count(IRoutingStrategy strategy, params Deployment[] candidates)
    {
        var counts = new int[candidates.Length];
        for (var i = 0; i < 10_000; i++)
        {
            counts[strategy.Choose(candidates)]++;
        }

        return counts;
    }
}
