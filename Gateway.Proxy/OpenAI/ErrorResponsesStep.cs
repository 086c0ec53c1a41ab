using Gateway.Proxy.Pipeline;
using Gateway.Proxy.Telemetry;

namespace Gateway.Proxy.OpenAI;

/// <summary>
/// The one place that writes error JSON: what a step left in <see cref="InferenceContext.Error"/>, or an exception. As the outermost of the
/// steps that wait it also counts the requests in flight.
/// </summary>
internal sealed partial class ErrorResponsesStep(RequestsInFlight requests, ILogger<ErrorResponsesStep> logger) : IInferenceStep
{
    public async Task InvokeAsync(InferenceContext context, InferenceDelegate next)
    {
        requests.Enter();
        try
        {
            await next(context);
            await WriteAsync(context);
        }
        catch (Exception exception) when (!context.Http.RequestAborted.IsCancellationRequested)
        {
            context.Error = ToError(context, exception);
            await WriteAsync(context);
        }
        catch (Exception)
        {
            // The client has gone: there is nobody to tell.
        }
        finally
        {
            requests.Leave();
        }
    }

    private static Task WriteAsync(InferenceContext context) =>
        context.Error is { } error && !context.Http.Response.HasStarted && !context.Http.RequestAborted.IsCancellationRequested
            ? ErrorJson.WriteAsync(context.Http, error, context.Route.Spoken is EndpointKind.Messages or EndpointKind.CountTokens)
            : Task.CompletedTask;

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
