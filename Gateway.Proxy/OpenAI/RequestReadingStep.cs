using Gateway.Proxy.Pipeline;

namespace Gateway.Proxy.OpenAI;

/// <summary>Body into one pooled buffer, bounded; one pass over it for the facts.</summary>
internal sealed class RequestReadingStep : IInferenceStep
{
    private const double Megabyte = 1024 * 1024;

    public Task InvokeAsync(InferenceContext context, InferenceDelegate next)
    {
        var limitMb = context.Snapshot.Config.GeneralSettings.MaxRequestSizeMb;
        var reading = RequestBody.ReadAsync(context.Http.Request, (long)(limitMb * Megabyte), context.Http.RequestAborted);

        // Most bodies come along with the head, and nothing has to be waited for.
        return reading.IsCompletedSuccessfully ? GoOn(context, reading.Result, next) : WaitAsync(context, reading, next);
    }

    private static async Task WaitAsync(InferenceContext context, Task<RequestBody?> reading, InferenceDelegate next) =>
        await GoOn(context, await reading, next);

    private static Task GoOn(InferenceContext context, RequestBody? body, InferenceDelegate next)
    {
        context.Body = body;
        if (body is null)
        {
            context.Error = GatewayErrors.BodyTooLarge(context.Snapshot.Config.GeneralSettings.MaxRequestSizeMb);
            return Task.CompletedTask;
        }

        context.Error = Read(context, body, out var facts) ?? HeaderOverrides.Apply(context.Http.Request.Headers, context.Snapshot.Config.LitellmSettings.ExtraSpendTagHeaders, facts) ?? RulesError(context, body, facts);
        context.Facts = facts;
        return context.Error is null ? next(context) : Task.CompletedTask;
    }

    // What general_settings want of every request, and a key of its own.
    private static GatewayError? RulesError(InferenceContext context, RequestBody body, RequestFacts facts)
    {
        var settings = context.Snapshot.Config.GeneralSettings;
        if (settings.RejectClientsideMetadataTags && facts.Overrides.Tags.Count > 0)
        {
            return GatewayErrors.TagsOfClients();
        }

        if (context.Key!.Rules.AllowedCacheControls is { Length: > 0 } allowed && facts.Overrides.Cache.Names.FirstOrDefault(name => !allowed.Contains(name)) is { } refused)
        {
            return GatewayErrors.CacheControlNotAllowed(refused);
        }

        if (facts.IsMultipart)
        {
            return null;
        }

        return (EnforcedParams.FirstMissing(body.Bytes.Span, settings.EnforcedParams) ?? EnforcedParams.FirstMissing(body.Bytes.Span, context.Key.Rules.EnforcedParams)) is { } missing
            ? GatewayErrors.MissingField(missing)
            : null;
    }

    // What is passed through need not be anything that the gateway knows; where it is JSON, its model, stream and limit count.
    private static GatewayError? ReadPassedThrough(InferenceContext context, RequestBody body, out RequestFacts facts)
    {
        var isJson = context.Http.Request.ContentType?.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) == true;
        if (!isJson || RequestReader.Read(body.Bytes.Span, context.Route.Spoken, out facts) is not null || facts.Model is null)
        {
            facts = new RequestFacts { IsMultipart = true };
        }

        return null;
    }

    private static GatewayError? Read(InferenceContext context, RequestBody body, out RequestFacts facts) =>
        context.Route.PassThrough is not null || context.Route.Kind == EndpointKind.Realtime ? ReadPassedThrough(context, body, out facts)
        : context.Route.Kind is EndpointKind.AudioTranscriptions or EndpointKind.AudioTranslations
            ? MultipartReader.Read(body.Bytes.Span, context.Http.Request.ContentType, out facts)
            : RequestReader.Read(body.Bytes.Span, context.Route.Kind, out facts);
}
