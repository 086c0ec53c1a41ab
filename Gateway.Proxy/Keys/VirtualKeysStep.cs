using Gateway.Proxy.Pipeline;

namespace Gateway.Proxy.Keys;

/// <summary>Bearer → hash → key, from the snapshot alone.</summary>
internal sealed class VirtualKeysStep : IInferenceStep
{
    public Task InvokeAsync(InferenceContext context, InferenceDelegate next)
    {
        context.Error = context.Snapshot.Authenticate(context.Http.Request.Headers, out var key);
        context.Key = key;
        return context.Error is null ? next(context) : Task.CompletedTask;
    }
}
