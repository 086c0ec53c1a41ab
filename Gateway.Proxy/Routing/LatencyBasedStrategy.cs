using Gateway.Proxy.Configuration;
using Gateway.Proxy.Model;

namespace Gateway.Proxy.Routing;

/// <summary>
/// Lowest mean latency; those within <c>lowest_latency_buffer</c> of it are as good, and one of them is chosen at random.
/// A deployment without a sample is tried first, so that every one gets measured (LiteLLM's latency-based-routing).
/// </summary>
internal sealed class LatencyBasedStrategy(Random random, RoutingStrategyArgs args) : IRoutingStrategy
{
    public int Choose(ReadOnlySpan<Deployment> candidates, in RoutingRequest request)
    {
        var lowest = double.PositiveInfinity;
        foreach (var candidate in candidates)
        {
            lowest = Math.Min(lowest, Latency(candidate));
        }

        var limit = lowest * (1 + args.LowestLatencyBuffer);
        return LowestScore.Choose(candidates, deployment => Latency(deployment) <= limit ? 0 : 1, random);
    }

    private double Latency(Deployment deployment) => deployment.State.Latencies.Mean(args.Ttl) ?? 0;
}
