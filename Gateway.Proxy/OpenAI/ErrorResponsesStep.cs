using Gateway.Proxy.Pipeline;

namespace Gateway.Proxy.OpenAI;

/// <summary>The one place that writes error JSON: what a step left in <see cref="InferenceContext.Error"/>, or an exception.</summary>
internal sealed partial class ErrorResponsesStep(ILogger<ErrorResponsesStep> logger) : IInferenceStep
{
    public async Task InvokeAsync(InferenceContext context, InferenceDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (Exception exception)
        {
            if (context.Http.RequestAborted.IsCancellationRequested)
            {
                return;
            }

            context.Error = ToError(context, exception);
        }

        if (context.Error is { } error && !context.Http.Response.HasStarted && !context.Http.RequestAborted.IsCancellationRequested)
        {
            await ErrorJson.WriteAsync(context.Http, error, context.Route.Spoken is EndpointKind.Messages or EndpointKind.CountTokens);
        }
    }

    private GatewayError ToError(InferenceContext context, Exception exception)
    {
        // Kestrel's own verdict on the request: a body shorter than its Content-Length, bad chunked framing, too slow.
        if (exception is BadHttpRequestException bad)
        {
            return GatewayErrors.BodyNotJson(bad.Message) with { Status = bad.StatusCode };
        }

        LogFailed(exception, context.RequestId);
        return GatewayErrors.Internal(context.RequestId);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Request {RequestId} failed inside the gateway")]
    private partial void LogFailed(Exception exception, string requestId);
}
