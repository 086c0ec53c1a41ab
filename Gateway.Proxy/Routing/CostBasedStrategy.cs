using Gateway.Proxy.Model;

namespace Gateway.Proxy.Routing;

/// <summary>Cheapest by the sum of its input and output price (LiteLLM's cost-based-routing).</summary>
internal sealed class CostBasedStrategy(Random random) : IRoutingStrategy
{
    public int Choose(ReadOnlySpan<Deployment> candidates, in RoutingRequest request) =>
        LowestScore.Choose(candidates, static deployment => deployment.Price.InputPerToken + deployment.Price.OutputPerToken, random);
}
