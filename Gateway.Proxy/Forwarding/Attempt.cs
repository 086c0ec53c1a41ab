using Gateway.Proxy.Model;
using Gateway.Proxy.OpenAI;
using Gateway.Proxy.Pipeline;
using Gateway.Proxy.Pricing;
using Gateway.Proxy.Providers;
using Gateway.Proxy.Routing;
using System.Diagnostics;

namespace Gateway.Proxy.Forwarding;

/// <summary>One try against one deployment: what was asked, what came back, and how it ended.</summary>
internal sealed class Attempt(DeploymentLease lease, HttpContext http, long startedAt)
{
    public Deployment Deployment => Lease.Deployment;

    public DeploymentLease Lease { get; } = lease;

    /// <summary>The group's name, for messages.</summary>
    public string Group => Lease.Deployment.ModelGroup;

    /// <summary><see cref="TimeProvider.GetTimestamp"/>.</summary>
    public long StartedAt { get; } = startedAt;

    /// <summary>The failure was asked for by the request; it does not count against the deployment.</summary>
    public bool IsMock { get; set; }

    /// <summary>Its failure took the deployment out of the routing.</summary>
    public bool CooledDown { get; set; }

    public Outcome Outcome { get; set; } = Outcome.Interrupted;

    /// <summary>The upstream's status; 0: none came.</summary>
    public int Status { get; set; }

    /// <summary>The upstream's <c>retry-after</c>.</summary>
    public TimeSpan? RetryAfter { get; set; }

    /// <summary>The upstream's error, as the client will get it if nothing better follows.</summary>
    public GatewayError? UpstreamError { get; set; }

    /// <summary>What went wrong with the connection.</summary>
    public Exception? Exception { get; set; }

    /// <summary><see cref="TimeProvider.GetTimestamp"/> of the first token of a stream, of the whole answer otherwise; null: none came.</summary>
    public long? FirstTokenAt { get; set; }

    /// <summary>Null: the bytes are passed on.</summary>
    public AttemptTranslation? Translation { get; set; }

    /// <summary>What signs the request; null: nothing does.</summary>
    public HeaderCredential? Signature { get; set; }

    /// <summary>The stream being relayed; null when the answer is none.</summary>
    public SseRelay? Relay { get; set; }

    /// <summary>From the answer; estimated at the end of a stream that gave none.</summary>
    public Usage Usage { get; private set; }

    /// <summary>US dollars; known when <see cref="Usage"/> is.</summary>
    public double Cost { get; private set; }

    /// <summary>Of the deployment's busy time, what the lease had shared in before this attempt: it is of a session, and pays for its own part.</summary>
    public TimeSpan BusyBefore { get; init; }

    /// <summary>The attempt's span; null when nobody listens.</summary>
    public Activity? Activity { get; init; }

    /// <summary>Where the upstream gave no usage although the model has worked, it is estimated and marked.</summary>
    public void EstimateMissingUsage(InferenceContext context, TimeProvider time)
    {
        if (Relay is not { } relay)
        {
            return;
        }

        SetUsage(relay.Usage ?? new Usage(context.Plan!.PromptTokens, relay.Chunks) { Estimated = true }, time);
    }

    /// <summary>Sets <see cref="Usage"/>, and <see cref="Cost"/> with it.</summary>
    public void SetUsage(Usage usage, TimeProvider time)
    {
        Usage = usage;
        Cost = CostCalculator.Cost(Deployment.Price, usage, time.GetElapsedTime(StartedAt), Lease.BusyShare - BusyBefore);
    }

    public bool ClientGone => http.RequestAborted.IsCancellationRequested;
}
