using Gateway.Proxy.OpenAI;
using Gateway.Proxy.Pipeline;

namespace Gateway.Proxy.Routing;

/// <summary>Makes the route plan: the group's deployments, then the fallback groups.</summary>
internal sealed class RoutePlanStep(RoutePlanner planner) : IInferenceStep
{
    public Task InvokeAsync(InferenceContext context, InferenceDelegate next)
    {
        var promptTokens = TokenEstimate.FromBytes(context.Body!.Bytes.Length);
        context.Plan = new RoutePlan(planner, context.Snapshot, context.Key!, context.Model, context.Facts.Overrides, Prompt(context), promptTokens);
        return next(context);
    }

    private static ReadOnlyMemory<byte> Prompt(InferenceContext context) =>
        context.Body!.Bytes[context.Facts.InputRange.Start..context.Facts.InputRange.End];
}
