using Gateway.Proxy.Pipeline;

namespace Gateway.Proxy.OpenAI;

/// <summary>Body into one pooled buffer, bounded; one pass over it for the facts.</summary>
internal sealed class RequestReadingStep : IInferenceStep
{
    private const double Megabyte = 1024 * 1024;

    public async Task InvokeAsync(InferenceContext context, InferenceDelegate next)
    {
        var limitMb = context.Snapshot.Config.GeneralSettings.MaxRequestSizeMb;
        context.Body = await RequestBody.ReadAsync(context.Http.Request, (long)(limitMb * Megabyte), context.Http.RequestAborted);
        if (context.Body is not { } body)
        {
            context.Error = GatewayErrors.BodyTooLarge(limitMb);
            return;
        }

        context.Error = Read(context, body, out var facts) ?? HeaderOverrides.Apply(context.Http.Request.Headers, facts);
        context.Facts = facts;
        if (context.Error is null)
        {
            await next(context);
        }
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
