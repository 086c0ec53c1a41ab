namespace Gateway.Proxy.Configuration;

/// <summary><c>router_settings.routing_strategy_args</c>.</summary>
internal sealed record RoutingStrategyArgs
{
    /// <summary>How long a measured latency counts (latency-based-routing). LiteLLM's default is one hour.</summary>
    public TimeSpan Ttl { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Deployments within this fraction of the lowest latency are equally good; 0.5 is 50 %.</summary>
    public double LowestLatencyBuffer { get; init; }
}
