using Gateway.Proxy.Model;

namespace Gateway.Proxy.Routing;

/// <summary>Fewest requests in flight.</summary>
internal sealed class LeastBusyStrategy(Random random) : IRoutingStrategy
{
    public int Choose(ReadOnlySpan<Deployment> candidates, in RoutingRequest request) =>
        LowestScore.Choose(candidates, static deployment => deployment.State.Busy, random);
}
