using Gateway.Proxy.OpenAI;
using Gateway.Proxy.Pipeline;

namespace Gateway.Proxy.Keys;

/// <summary>The model's name → alias → model group.</summary>
internal sealed class ModelAccessStep : IInferenceStep
{
    public Task InvokeAsync(InferenceContext context, InferenceDelegate next)
    {
        var name = context.Route.PathModel ?? context.Facts.Model ?? context.Snapshot.DefaultModel(context.Route.Kind);
        if (string.IsNullOrEmpty(name))
        {
            context.Error = GatewayErrors.MissingField("model");
            return Task.CompletedTask;
        }

        context.RequestedModel = name;
        if (!context.Snapshot.TryResolve(name, out var model))
        {
            context.Error = GatewayErrors.ModelNotFound(name);
            return Task.CompletedTask;
        }

        context.Model = model;
        return next(context);
    }
}
