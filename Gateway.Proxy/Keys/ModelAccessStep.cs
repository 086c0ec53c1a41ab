using Gateway.Proxy.Budgets;
using Gateway.Proxy.OpenAI;
using Gateway.Proxy.PassThrough;
using Gateway.Proxy.Pipeline;

namespace Gateway.Proxy.Keys;

/// <summary>The model's name → alias → model group; may the key use it? Knows the customer first: one may be blocked, or have a model of its own.</summary>
internal sealed class ModelAccessStep : IInferenceStep
{
    public Task InvokeAsync(InferenceContext context, InferenceDelegate next)
    {
        if (EndUser.Identify(context) is { } blocked)
        {
            context.Error = blocked;
            return Task.CompletedTask;
        }

        if (context.Route.PassThrough is { } call)
        {
            return PassThroughAsync(context, call, next);
        }

        var name = context.Route.PathModel ?? context.Facts.Model ?? context.Customer?.Settings.DefaultModel ?? context.Snapshot.DefaultModel(context.Route.Kind);
        if (string.IsNullOrEmpty(name))
        {
            context.Error = GatewayErrors.MissingField("model");
            return Task.CompletedTask;
        }

        context.RequestedModel = name;
        name = ModelAccess.ReplaceAlias(context.Key!, name, context.Snapshot);
        if (!context.Snapshot.TryResolve(name, out var model))
        {
            context.Error = GatewayErrors.ModelNotFound(name);
            return Task.CompletedTask;
        }

        context.Model = model;
        context.Key = ModelAccess.Payer(context.Key!, name, model.Group, context.Snapshot);
        context.Error = ModelAccess.Check(context.Key, name, model.Group, context.Snapshot) ?? FallbacksError(context);
        return context.Error is null ? next(context) : Task.CompletedTask;
    }

    // A call that names no model counts as one of the prefix itself: keys that are held to certain models may not make it.
    private static Task PassThroughAsync(InferenceContext context, PassThroughCall call, InferenceDelegate next)
    {
        context.RequestedModel = context.Facts.Model ?? call.Target.Path;
        context.Model = call.Resolve(context.Snapshot, context.Facts.Model);
        if (!ReferenceEquals(context.Facts, RequestFacts.None))
        {
            context.Facts.Overrides = context.Facts.Overrides with { DisableFallbacks = true };
        }

        context.Key = ModelAccess.Payer(context.Key!, context.RequestedModel, context.Model.Group, context.Snapshot);
        context.Error = RouteAccess.CheckPassThrough(context.Key, context.Http.Request.Path) ?? ModelAccess.Check(context.Key, context.RequestedModel, context.Model.Group, context.Snapshot);
        return context.Error is null ? next(context) : Task.CompletedTask;
    }

    // Fallbacks of the config are the operator's choice; those that a request brings are the caller's, and held to the same rules.
    private static GatewayError? FallbacksError(InferenceContext context)
    {
        foreach (var name in context.Facts.Overrides.Fallbacks ?? [])
        {
            if (context.Snapshot.TryResolve(name, out var model) && ModelAccess.Check(context.Key!, name, model.Group, context.Snapshot) is { } error)
            {
                return error with { Param = "fallbacks" };
            }
        }

        return null;
    }
}
