using System.Diagnostics;
using Gateway.Proxy.Pipeline;
using Gateway.Proxy.Telemetry;

namespace Gateway.Proxy.Spend;

/// <summary>Every request ends here, failures too: one spend log for each that had a valid key.</summary>
internal sealed class SpendLogStep(IEnumerable<ISpendLogSink> sinks, TimeProvider time) : IInferenceStep
{
    // What nginx and LiteLLM log for a client that closed the connection; never sent.
    private const int ClientClosedRequest = 499;

    private readonly ISpendLogSink[] _sinks = sinks.ToArray();

    public async Task InvokeAsync(InferenceContext context, InferenceDelegate next)
    {
        var failed = true;
        try
        {
            await next(context);
            failed = false;
        }
        finally
        {
            context.Body?.Dispose();
            if (context.Key is not null)
            {
                Record(context, failed);
            }
        }
    }

    private void Record(InferenceContext context, bool failed)
    {
        var attempt = context.Attempt;
        var duration = time.GetElapsedTime(context.StartedAt);
        var log = new SpendLog
        {
            RequestId = context.RequestId,
            Endpoint = context.Route.Kind,
            Route = context.Http.Request.Path.Value ?? "",
            KeyHash = context.Key!.HashText,
            KeyAlias = context.Key.Alias,
            RequestedModel = context.RequestedModel,
            ModelGroup = attempt?.Group ?? context.Model.Group?.Name,
            DeploymentId = attempt?.Deployment.Id,
            UpstreamModel = attempt?.Lease.Model.Name,
            Provider = attempt?.Deployment.Provider,
            ApiBase = attempt?.Deployment.ApiBase,
            Status = Status(context, failed),
            ErrorType = ErrorType(context, failed),
            Streamed = context.Facts.Stream,
            Usage = attempt?.Usage ?? default,
            Cost = attempt?.Cost ?? 0,
            StartedAt = time.GetUtcNow() - duration,
            Duration = duration,
            TimeToFirstToken = attempt?.FirstTokenAt is { } first ? time.GetElapsedTime(context.StartedAt, first) : null,
            UpstreamDuration = context.UpstreamDuration,
            Attempts = context.Attempts,
            Fallbacks = context.Plan?.Fallbacks ?? 0,
            EndUser = context.Facts.EndUser,
            UserId = context.Key.UserId,
            TeamId = context.Key.TeamId,
            Tags = context.Key.Tags,
        };
        GatewayActivity.Describe(Activity.Current, log);
        foreach (var sink in _sinks)
        {
            sink.Record(log);
        }
    }

    private static int Status(InferenceContext context, bool failed)
    {
        if (context.ClientGone || context.Http.RequestAborted.IsCancellationRequested)
        {
            return ClientClosedRequest;
        }

        return failed ? 500 : context.Error?.Status ?? context.Http.Response.StatusCode;
    }

    private static string? ErrorType(InferenceContext context, bool failed)
    {
        if (context.ClientGone || context.Http.RequestAborted.IsCancellationRequested)
        {
            return "client_closed_request";
        }

        if (context.Error is { } error)
        {
            return error.Type;
        }

        // A stream that broke after its first token: the status was 200 already.
        return failed ? "internal_server_error" : context.Attempt?.Outcome is null or Forwarding.Outcome.Relayed ? null : "upstream_error";
    }
}
