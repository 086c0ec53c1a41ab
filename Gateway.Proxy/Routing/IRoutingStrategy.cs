using Gateway.Proxy.Model;

namespace Gateway.Proxy.Routing;

/// <summary>Chooses among the deployments that may serve a request.</summary>
internal interface IRoutingStrategy
{
    /// <summary>The index of the chosen one; <paramref name="candidates"/> is never empty and all of one order level.</summary>
    int Choose(ReadOnlySpan<Deployment> candidates, in RoutingRequest request);
}
