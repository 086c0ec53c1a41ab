using System.Diagnostics;
using System.Globalization;
using Gateway.Proxy.OpenAI;
using Gateway.Proxy.Spend;
using Gateway.Proxy.Telemetry;

namespace Gateway.Proxy.Langfuse;

/// <summary>
/// One request as Langfuse shows it: a trace of one generation. Names of attributes are Langfuse's
/// (https://langfuse.com/integrations/native/opentelemetry, "property mapping").
/// </summary>
internal static class LangfuseSpan
{
    private const string Observation = "langfuse.observation.";
    private const string Metadata = Observation + "metadata.";

    public static Activity Of(SpendLog log)
    {
        var span = Start(log);
        span.SetTag("langfuse.trace.name", span.OperationName);
        span.SetTag("user.id", log.EndUser ?? log.UserId);
        span.SetTag("session.id", log.SessionId);
        if (log.Tags.Count > 0)
        {
            span.SetTag("langfuse.trace.tags", log.Tags.ToArray());
        }

        span.SetTag(Observation + "type", log.Endpoint == EndpointKind.Embeddings ? "embedding" : "generation");
        span.SetTag(Observation + "model.name", log.UpstreamModel ?? log.RequestedModel);
        if (log.Texts is { } texts)
        {
            span.SetTag(Observation + "input", LangfuseText.Input(texts));
            span.SetTag(Observation + "output", LangfuseText.Output(texts));
        }

        // {"input":20,"input_cached_tokens":7,"output":12,"total":39}: what is cached is no part of the input there.
        var usage = log.Usage;
        span.SetTag(Observation + "usage_details", string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"input":{{usage.PromptTokens - usage.CachedTokens}},"input_cached_tokens":{{usage.CachedTokens}},"output":{{usage.CompletionTokens}},"total":{{usage.TotalTokens}}}"""));
        span.SetTag(Observation + "cost_details", string.Create(CultureInfo.InvariantCulture, $$"""{"total":{{log.Cost:R}}}"""));
        if (log is { Streamed: true, TimeToFirstToken: { } first })
        {
            // Its own SDKs write it with the quotes.
            span.SetTag(Observation + "completion_start_time", $"\"{(log.StartedAt + first).UtcDateTime:O}\"");
        }

        if (log.ErrorType is not null)
        {
            span.SetStatus(ActivityStatusCode.Error, log.ErrorMessage);
            span.SetTag(Observation + "level", "ERROR");
            span.SetTag(Observation + "status_message", log.ErrorMessage ?? log.ErrorType);
        }

        span.SetTag(Metadata + "request_id", log.RequestId);
        span.SetTag(Metadata + "status", log.Status);
        span.SetTag(Metadata + "route", log.RoutePattern);
        span.SetTag(Metadata + "requested_model", log.RequestedModel);
        span.SetTag(Metadata + "model_group", log.ModelGroup);
        span.SetTag(Metadata + "model_id", log.DeploymentId);
        span.SetTag(Metadata + "key_alias", log.KeyAlias);
        span.SetTag(Metadata + "key_hash", log.KeyHash);
        span.SetTag(Metadata + "team_id", log.TeamId);
        span.SetTag(Metadata + "team_alias", log.TeamAlias);
        span.SetTag(Metadata + "cache_hit", log.CacheHit);
        span.SetTag(Metadata + "attempts", log.Attempts);
        span.SetTag(Metadata + "fallbacks", log.Fallbacks);
        return span;
    }

    // A trace of its own: starting an activity makes it a child of the current one, and the thread that sends may have inherited one.
    private static Activity Start(SpendLog log)
    {
        var span = new Activity($"{GatewayActivity.Operation(log.Endpoint)} {log.RequestedModel}") { ActivityTraceFlags = ActivityTraceFlags.Recorded };
        span.SetIdFormat(ActivityIdFormat.W3C);
        span.SetStartTime(log.StartedAt.UtcDateTime);
        span.SetEndTime((log.StartedAt + log.Duration).UtcDateTime);
        Activity.Current = null;
        span.Start();
        span.Stop();
        return span;
    }
}
