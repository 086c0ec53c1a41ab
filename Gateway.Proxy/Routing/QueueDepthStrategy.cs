using Gateway.Proxy.Model;

namespace Gateway.Proxy.Routing;

/// <summary>
/// Fewest requests at the server: running and waiting as vLLM itself reports them, corrected by what this gateway has sent since,
/// so that other gateways' load counts too and no herd forms between two scrapes. The fuller KV cache loses a tie.
/// </summary>
internal sealed class QueueDepthStrategy(Random random) : IRoutingStrategy
{
    public int Choose(ReadOnlySpan<Deployment> candidates, in RoutingRequest request) => LowestScore.Choose(candidates, Score, random);

    private static double Score(Deployment deployment)
    {
        var inFlight = deployment.State.InFlight;
        return deployment.State.EngineStats is { } stats ? stats.Load(inFlight) + (stats.KvCacheUsage / 2) : inFlight;
    }
}
