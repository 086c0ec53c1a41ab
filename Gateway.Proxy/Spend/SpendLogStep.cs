using Gateway.Proxy.Configuration;
using Gateway.Proxy.Forwarding;
using Gateway.Proxy.OpenAI;
using Gateway.Proxy.Pipeline;
using Gateway.Proxy.Spend.Details;
using Gateway.Proxy.Telemetry;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Proxy.Spend;

/// <summary>Every request ends here, failures too: one spend log for each that had a valid key.</summary>
internal sealed class SpendLogStep(IEnumerable<ISpendLogSink> sinks, GatewayOptions options, TimeProvider time) : IInferenceStep
{
    // What nginx and LiteLLM log for a client that closed the connection; never sent.
    private const int ClientClosedRequest = 499;

    private readonly ISpendLogSink[] _sinks = sinks.ToArray();

    public async Task InvokeAsync(InferenceContext context, InferenceDelegate next)
    {
        var recorded = false;
        var failed = true;
        var response = context.Http.Response;
        var body = response.Body;
        var texts = Capture(context);
        Func<bool>? isDone = context.Route.Spoken is EndpointKind.Messages or EndpointKind.Responses ? () => context.Attempt?.Relay is { IsDone: true } : null;
        response.Body = new LastByteStream(response, body, isDone, texts, () => recorded = TryRecordWhole(context, texts));
        try
        {
            await next(context);
            failed = false;
        }
        finally
        {
            response.Body = body;
            if (context.Key is not null && !recorded)
            {
                Record(context, texts, failed, context.UpstreamDuration, context.Attempt?.Outcome is null or Outcome.Relayed);
            }

            context.Body?.Dispose();
        }
    }

    private TextCapture? Capture(InferenceContext context)
    {
        var config = context.Snapshot.Config;
        var isKept = config.GeneralSettings.StorePromptsInSpendLogs;
        return (isKept || options.TracesMessages || config.LitellmSettings.Langfuse is not null)
            && !config.LitellmSettings.TurnOffMessageLogging
            && !string.Equals(context.Http.Request.Headers["x-litellm-enable-message-redaction"], "true", StringComparison.OrdinalIgnoreCase)
                ? new TextCapture(isKept, options.TracesMessages)
                : null;
    }

    /// <summary>The last bytes are about to go out; what an attempt learns at its end is put in already.</summary>
    private bool TryRecordWhole(InferenceContext context, TextCapture? texts)
    {
        if (context.Key is null || context.Attempt is not { } attempt || attempt.Relay is { IsWhole: false })
        {
            return false;
        }

        attempt.EstimateMissingUsage(context, time);
        Record(context, texts, failed: false, context.UpstreamDuration + time.GetElapsedTime(attempt.StartedAt), whole: true);
        return true;
    }

    private void Record(InferenceContext context, TextCapture? texts, bool failed, TimeSpan upstreamDuration, bool whole)
    {
        if (context.Body is { } body)
        {
            texts?.TakePrompt(body.Bytes.Span);
        }

        var attempt = context.Attempt;
        var duration = time.GetElapsedTime(context.StartedAt);
        var log = new SpendLog
        {
            RequestId = context.RequestId,
            Endpoint = context.Route.Kind,
            Route = context.Http.Request.Path.Value ?? "",
            RoutePattern = (context.Http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "",
            KeyHash = context.Key!.HashText,
            KeyAlias = context.Key.Alias,
            TeamAlias = context.Key.Team?.Settings.Alias,
            RequestedModel = context.RequestedModel,
            ModelGroup = attempt?.Group ?? context.Model.Group?.Name,
            DeploymentId = attempt?.Deployment.Id,
            LitellmModel = attempt?.Deployment.LitellmModel,
            UpstreamModel = attempt?.Lease.Model.Name,
            Provider = attempt?.Deployment.Provider,
            ApiBase = attempt?.Deployment.ApiBase,
            Status = Status(context, failed),
            ErrorType = ErrorType(context, failed, whole),
            Streamed = context.Facts.Stream,
            Usage = attempt?.Usage ?? context.CacheHit?.Usage ?? default,
            Cost = attempt?.Cost ?? 0,
            StartedAt = time.GetUtcNow() - duration,
            Duration = duration,
            TimeToFirstToken = attempt?.FirstTokenAt is { } first ? time.GetElapsedTime(context.StartedAt, first) : null,
            UpstreamDuration = upstreamDuration,
            Attempts = context.Attempts,
            Fallbacks = context.Plan?.Fallbacks ?? 0,
            EndUser = context.Facts.EndUser,
            SessionId = context.Facts.SessionId,
            UserId = context.Key.UserId,
            TeamId = context.Key.TeamId,
            OrganizationId = context.Key.Organization?.Id,
            Tags = Tags(context),
            CacheHit = context.CacheHit is not null,
            Texts = texts,
            FailedAttempts = context.FailedAttempts ?? [],
            ErrorMessage = context.Error?.Message,
        };
        GatewayActivity.Describe(context.Http.Features.Get<IHttpActivityFeature>()?.Activity, log);
        foreach (var sink in _sinks)
        {
            sink.Record(log);
        }
    }

    /// <summary>Those of the key and its team, and what the request has brought along, in its body or its headers.</summary>
    public static IReadOnlyList<string> Tags(InferenceContext context)
    {
        var facts = context.Facts;
        var own = Both(context.Key!.Tags, context.Key.Team?.Settings.Tags ?? []);
        return Both(own, facts.HeaderTags.Count == 0 ? facts.Overrides.Tags : [.. facts.Overrides.Tags, .. facts.HeaderTags]);
    }

    private static IReadOnlyList<string> Both(IReadOnlyList<string> some, IReadOnlyList<string> others) =>
        others.Count == 0 ? some : some.Count == 0 ? others : [.. some.Union(others, StringComparer.Ordinal)];

    private static int Status(InferenceContext context, bool failed)
    {
        if (context.ClientGone || context.Http.RequestAborted.IsCancellationRequested)
        {
            return ClientClosedRequest;
        }

        return failed ? 500 : context.Error?.Status ?? context.Http.Response.StatusCode;
    }

    private static string? ErrorType(InferenceContext context, bool failed, bool whole)
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
        return failed ? "internal_server_error" : whole ? null : "upstream_error";
    }
}
