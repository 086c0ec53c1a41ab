using Gateway.Proxy.Model;

namespace Gateway.Proxy.Routing;

/// <summary>Fewest tokens in the last minute; those at their limits are no candidates any more (LiteLLM's usage-based-routing).</summary>
internal sealed class UsageBasedStrategy(Random random) : IRoutingStrategy
{
    public int Choose(ReadOnlySpan<Deployment> candidates, in RoutingRequest request) =>
        LowestScore.Choose(candidates, static deployment => deployment.State.RecentTokens.Used, random);
}
