using System.Diagnostics;
using Gateway.Proxy.Forwarding;
using Gateway.Proxy.OpenAI;
using Gateway.Proxy.Pipeline;
using Gateway.Proxy.Routing;
using Gateway.Proxy.Spend;

namespace Gateway.Proxy.Telemetry;

/// <summary>Spans with OpenTelemetry's GenAI names: one a request on the server's own span, one an attempt. No key; no prompt unless asked for.</summary>
internal static class GatewayActivity
{
    private static readonly ActivitySource s_source = new("Gateway.Proxy", GatewayVersion.Text);

    /// <summary>Null when nobody listens.</summary>
    public static Activity? StartAttempt(InferenceContext context, DeploymentLease lease)
    {
        if (!s_source.HasListeners())
        {
            return null;
        }

        var operation = Operation(context.Route.Kind);
        var activity = s_source.StartActivity($"{operation} {lease.Model.Name}", ActivityKind.Client);
        activity?.SetTag("gen_ai.operation.name", operation);
        activity?.SetTag("gen_ai.provider.name", lease.Deployment.Provider);
        activity?.SetTag("gen_ai.request.model", lease.Model.Name);
        activity?.SetTag("server.address", lease.Deployment.Root.Host);
        activity?.SetTag("server.port", lease.Deployment.Root.Port);
        activity?.SetTag("gateway.model_group", lease.Deployment.ModelGroup);
        activity?.SetTag("gateway.deployment.id", lease.Deployment.Id);
        activity?.SetTag("gateway.attempt", context.Attempts);
        return activity;
    }

    public static void EndAttempt(Attempt attempt)
    {
        if (attempt.Activity is not { } activity)
        {
            return;
        }

        activity.SetTag("gateway.outcome", attempt.Outcome.ToString());
        if (attempt.Status > 0)
        {
            activity.SetTag("http.response.status_code", attempt.Status);
        }

        if (attempt.Outcome == Outcome.Relayed)
        {
            activity.SetTag("gen_ai.usage.input_tokens", attempt.Usage.PromptTokens);
            activity.SetTag("gen_ai.usage.output_tokens", attempt.Usage.CompletionTokens);
            activity.SetTag("gateway.cost_usd", attempt.Cost);
        }
        else
        {
            activity.SetTag("error.type", attempt.Outcome.ToString());
            activity.SetStatus(ActivityStatusCode.Error);
        }

        activity.Dispose();
    }

    /// <summary>Puts what the request came to on the server's span.</summary>
    public static void Describe(Activity? request, SpendLog log)
    {
        // ASP.NET Core makes an activity for its log scopes as well, which says that it wants everything and is never exported.
        if (!s_source.HasListeners() || request is not { IsAllDataRequested: true })
        {
            return;
        }

        request.SetTag("http.route", log.RoutePattern);
        request.SetTag("http.response.status_code", log.Status);
        request.SetTag("gen_ai.operation.name", Operation(log.Endpoint));
        request.SetTag("gen_ai.request.model", log.RequestedModel);
        request.SetTag("gen_ai.usage.input_tokens", log.Usage.PromptTokens);
        request.SetTag("gen_ai.usage.output_tokens", log.Usage.CompletionTokens);
        request.SetTag("gateway.request_id", log.RequestId);
        request.SetTag("gateway.attempts", log.Attempts);
        request.SetTag("gateway.cost_usd", log.Cost);
        if (log.Texts is { IsTraced: true } texts)
        {
            request.SetTag("gen_ai.input.messages", GenAiMessages.Input(texts));
            request.SetTag("gen_ai.output.messages", GenAiMessages.Output(texts));
        }
    }

    public static string Operation(EndpointKind kind) => kind switch
    {
        EndpointKind.ChatCompletions or EndpointKind.Messages or EndpointKind.Responses => "chat",
        EndpointKind.Completions => "text_completion",
        EndpointKind.Embeddings => "embeddings",
        _ => kind.ToString(),
    };
}
