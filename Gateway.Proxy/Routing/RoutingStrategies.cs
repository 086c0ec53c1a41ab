using Gateway.Proxy.Configuration;

namespace Gateway.Proxy.Routing;

/// <summary>The routing strategies by the name in <c>router_settings.routing_strategy</c>.</summary>
/// <remarks>To add one: a class in this folder, and a line here.</remarks>
internal sealed class RoutingStrategies(Random random)
{
    public IRoutingStrategy Create(RouterSettings settings) => settings.RoutingStrategy switch
    {
        "least-busy" => new LeastBusyStrategy(random),
        "usage-based-routing" or "usage-based-routing-v2" => new UsageBasedStrategy(random),
        "latency-based-routing" => new LatencyBasedStrategy(random, settings.RoutingStrategyArgs),
        "cost-based-routing" => new CostBasedStrategy(random),
        _ => new SimpleShuffleStrategy(random),
    };
}
