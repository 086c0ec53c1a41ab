using Gateway.Proxy.Budgets;
using Gateway.Proxy.Caching;
using Gateway.Proxy.Forwarding;
using Gateway.Proxy.Keys;
using Gateway.Proxy.Limits;
using Gateway.Proxy.Model;
using Gateway.Proxy.OpenAI;
using Gateway.Proxy.Routing;
using Gateway.Proxy.Spend;

namespace Gateway.Proxy.Pipeline;

/// <summary>
/// The life of an inference request: this list, top to bottom, and back up for the steps that wrap.
/// </summary>
/// <remarks>
/// To add a step: write an <see cref="IInferenceStep"/> in the folder of its feature, register it in that feature's
/// <c>Add…</c>, and put it into the list at the place where it belongs. docs/architecture.md tells the same list.
/// </remarks>
internal sealed class InferencePipeline
{
    private readonly InferenceDelegate _start;
    private readonly SnapshotStore _snapshots;
    private readonly TimeProvider _time;

    public InferencePipeline(
        RequestIdStep requestId,
        ErrorResponsesStep errorResponses,
        SpendLogStep spendLog,
        VirtualKeysStep virtualKeys,
        RequestReadingStep requestReading,
        ModelAccessStep modelAccess,
        BudgetsStep budgets,
        RateLimitsStep rateLimits,
        ResponseCacheStep responseCache,
        RoutePlanStep routePlan,
        ForwardingStep forwarding,
        SnapshotStore snapshots,
        TimeProvider time)
    {
        _snapshots = snapshots;
        _time = time;
        _start = Chain(
        [
            requestId,       // id in, or made; out on every response
            errorResponses,  // the one place that writes error JSON
            spendLog,        // every request ends here, failures too
            virtualKeys,     // bearer → hash → key
            requestReading,  // body into one buffer, one pass over it
            modelAccess,     // alias → model group; may this key use it?
            budgets,         // reserve the estimated cost now, settle the real one on the way out
            rateLimits,      // reserve now, settle on the way out
            responseCache,   // a hit ends the request, a miss is stored once it is whole
            routePlan,       // the group's deployments, then the fallback groups
            forwarding,      // the attempt loop
        ]);
    }

    public Task InvokeAsync(HttpContext http, InferenceRoute route) =>
        _start(new InferenceContext(http, route, _snapshots.Current, _time.GetTimestamp()));

    private static InferenceDelegate Chain(ReadOnlySpan<IInferenceStep> steps)
    {
        InferenceDelegate next = static _ => Task.CompletedTask;
        for (var i = steps.Length - 1; i >= 0; i--)
        {
            var (step, rest) = (steps[i], next);
            next = context => step.InvokeAsync(context, rest);
        }

        return next;
    }
}
