using Gateway.Proxy.Limits;
using Gateway.Proxy.Model;
using Gateway.Proxy.OpenAI;

namespace Gateway.Proxy.Routing;

/// <summary>A place on a deployment, given back exactly once whatever the ending.</summary>
internal sealed class DeploymentLease(Deployment deployment, UpstreamModel model, WindowGrant? tokens)
{
    private readonly double _busyFrom = deployment.State.BusyClock.Begin();
    private int _released;

    public Deployment Deployment { get; } = deployment;

    /// <summary>The model to ask for: the deployment's, with what a wildcard matched put in.</summary>
    public UpstreamModel Model { get; } = model;

    /// <summary>Every deployment of the group is cooling down, and this one was chosen all the same.</summary>
    public bool IsProbe { get; set; }

    /// <summary>This request's share so far of the time in which the deployment was busy.</summary>
    public TimeSpan BusyShare => Deployment.State.BusyClock.Share(_busyFrom);

    public void Release(Usage used)
    {
        if (Interlocked.Exchange(ref _released, 1) == 0)
        {
            Deployment.State.BusyClock.End();
            Deployment.State.Leave();
            Deployment.State.CountTokens(used.TotalTokens);
            if (tokens is { } grant)
            {
                Deployment.State.RecentTokens.Settle(grant, used.TotalTokens);
            }
        }
    }
}
