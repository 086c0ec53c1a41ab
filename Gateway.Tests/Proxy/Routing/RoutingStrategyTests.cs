using System.Text;
using Gateway.Proxy.Configuration;
using Gateway.Proxy.Health;
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

        Assert.Equal(1, new LeastBusyStrategy(_random).Choose([busy, idle], default));
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

        Assert.Equal(1, new UsageBasedStrategy(_random).Choose([used, fresh], default));
    }

    [Fact]
    public void Cost_based_takes_the_cheapest()
    {
        var dear = A.Deployment("a", price: new ModelPrice { InputPerToken = 2, OutputPerToken = 1 });
        var cheap = A.Deployment("b", price: new ModelPrice { InputPerToken = 1, OutputPerToken = 1 });

        Assert.Equal(1, new CostBasedStrategy(_random).Choose([dear, cheap], default));
    }

    [Fact]
    public void Latency_based_measures_the_unmeasured_first_and_then_takes_the_fastest()
    {
        var (slow, fast) = (A.Deployment("a"), A.Deployment("b"));
        var strategy = new LatencyBasedStrategy(_random, new RoutingStrategyArgs());
        slow.State.Latencies.Add(TimeSpan.FromSeconds(1));
        Assert.Equal(1, strategy.Choose([slow, fast], default));

        fast.State.Latencies.Add(TimeSpan.FromSeconds(0.5));
        Assert.Equal(1, strategy.Choose([slow, fast], default));
        fast.State.Latencies.Add(TimeSpan.FromSeconds(5));
        Assert.Equal(0, strategy.Choose([slow, fast], default));
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

    [Fact]
    public void Queue_depth_counts_what_the_server_reports_and_what_was_sent_since()
    {
        var (a, b) = (A.Deployment("a"), A.Deployment("b"));
        a.State.EngineStats = new EngineStats(Running: 2, Waiting: 1, KvCacheUsage: 0.1, InFlight: 0);
        b.State.EngineStats = new EngineStats(Running: 3, Waiting: 0, KvCacheUsage: 0.9, InFlight: 0);
        var strategy = new QueueDepthStrategy(_random);
        Assert.Equal(0, strategy.Choose([a, b], default));

        a.State.TryEnter(null);

        Assert.Equal(1, strategy.Choose([a, b], default));
    }

    [Fact]
    public void Queue_depth_without_stats_is_least_busy()
    {
        var (a, b) = (A.Deployment("a"), A.Deployment("b"));
        a.State.TryEnter(null);

        Assert.Equal(1, new QueueDepthStrategy(_random).Choose([a, b], default));
    }

    [Fact]
    public void Conversation_stays_where_its_beginning_is_cached()
    {
        Deployment[] fleet = [A.Deployment("a"), A.Deployment("b"), A.Deployment("c"), A.Deployment("d")];
        var strategy = new PrefixAffinityStrategy(new PrefixIndex(), _random);
        for (var conversation = 0; conversation < 50; conversation++)
        {
            var prompt = $"conversation {conversation} " + new string('x', 2_000);
            var first = strategy.Choose(fleet, Prompt(prompt));
            for (var turn = 1; turn < 5; turn++)
            {
                prompt += new string((char)('a' + turn), 700);
                Assert.Equal(first, strategy.Choose(fleet, Prompt(prompt)));
            }
        }
    }

    [Fact]
    public void Conversations_spread_over_the_fleet_and_a_busy_replica_is_relieved()
    {
        Deployment[] fleet = [A.Deployment("a"), A.Deployment("b"), A.Deployment("c"), A.Deployment("d")];
        var strategy = new PrefixAffinityStrategy(new PrefixIndex(), _random);
        var counts = new int[4];
        for (var i = 0; i < 400; i++)
        {
            counts[strategy.Choose(fleet, Prompt($"{i} " + new string('x', 600)))]++;
        }

        Assert.All(counts, count => Assert.InRange(count, 60, 140));
        var home = strategy.Choose(fleet, Prompt(new string('y', 600)));
        for (var i = 0; i < 3; i++)
        {
            fleet[home].State.TryEnter(null);
        }

        Assert.NotEqual(home, strategy.Choose(fleet, Prompt(new string('y', 600))));
    }

    [Fact]
    public void Replicas_of_the_gateway_place_an_unknown_prefix_alike()
    {
        Deployment[] fleet = [A.Deployment("a"), A.Deployment("b"), A.Deployment("c")];
        for (var i = 0; i < 50; i++)
        {
            var prompt = Prompt($"{i} " + new string('x', 600));
            Assert.Equal(
                new PrefixAffinityStrategy(new PrefixIndex(), new Random(1)).Choose(fleet, prompt),
                new PrefixAffinityStrategy(new PrefixIndex(), new Random(2)).Choose(fleet, prompt));
        }
    }

    private static RoutingRequest Prompt(string text) => new("group", Encoding.UTF8.GetBytes(text));

    private static int[] Count(IRoutingStrategy strategy, params Deployment[] candidates)
    {
        var counts = new int[candidates.Length];
        for (var i = 0; i < 10_000; i++)
        {
            counts[strategy.Choose(candidates, default)]++;
        }

        return counts;
    }
}
