using Gateway.Proxy.Pipeline;

namespace Gateway.Proxy.Keys;

/// <summary>Bearer → hash → key, from memory alone; may the key call this route?</summary>
internal sealed class VirtualKeysStep : IInferenceStep
{
    public Task InvokeAsync(InferenceContext context, InferenceDelegate next)
    {
        if (context.Route.ActingKey is { } acting)
        {
            context.Key = acting;
            return next(context);
        }

        context.Error = context.Snapshot.Authenticate(context.Http, out var key);
        if (context.Error is not null)
        {
            return Task.CompletedTask;
        }

        context.Key = key;
        context.Error = RouteAccess.Check(key!, context.Http.Request.Path, RouteKind.Inference, context.Snapshot);
        return context.Error is null ? next(context) : Task.CompletedTask;
    }
}
