using Gateway.Proxy.Configuration;

namespace Gateway.Proxy.Routing;

/// <summary>The routing strategies by the name in <c>router_settings.routing_strategy</c>.</summary>
/// <remarks>To add one: a class in this folder, and a line here.</remarks>
internal sealed class RoutingStrategies(Random random)
{
    // Outlives reloads: what the replicas' KV caches hold does not change with the config.
    private readonly PrefixIndex _prefixes = new();

    public IRoutingStrategy Create(RouterSettings settings) => settings.RoutingStrategy switch
    {
        "least-busy" => new LeastBusyStrategy(random),
        "usage-based-routing" or "usage-based-routing-v2" => new UsageBasedStrategy(random),
        "latency-based-routing" => new LatencyBasedStrategy(random, settings.RoutingStrategyArgs),
        "cost-based-routing" => new CostBasedStrategy(random),
        "queue-depth" => new QueueDepthStrategy(random),
        "prefix-affinity" => new PrefixAffinityStrategy(_prefixes, random),
        _ => new SimpleShuffleStrategy(random),
    };
}
