using Gateway.Proxy.OpenAI;
using Gateway.Proxy.Pipeline;

namespace Gateway.Proxy.Hosting;

/// <summary>
/// What ends outside the inference pipeline without a body gets one in the shape that clients can read: 404 for an unknown
/// path, 405 for a wrong method, 500 for an endpoint that threw.
/// </summary>
internal sealed partial class ErrorBodies(ILogger<ErrorBodies> logger)
{
    public async Task InvokeAsync(HttpContext http, RequestDelegate next)
    {
        GatewayError? error;
        try
        {
            await next(http);
            error = WithoutEndpoint(http);
        }
        catch (Exception exception) when (!http.RequestAborted.IsCancellationRequested)
        {
            LogFailed(exception, http.Request.Path, http.TraceIdentifier);
            error = GatewayErrors.Internal(http.TraceIdentifier);
        }

        if (error is not null && !http.Response.HasStarted)
        {
            RequestIdStep.Assign(http);
            await ErrorJson.WriteAsync(http, error);
        }
    }

    // Endpoint routing sets these two statuses itself; one of an endpoint of ours comes with its own body.
    private static GatewayError? WithoutEndpoint(HttpContext http)
    {
        var (method, path) = (http.Request.Method, http.Request.Path);
        return http.Response.StatusCode switch
        {
            StatusCodes.Status404NotFound when http.GetEndpoint() is null => GatewayErrors.UnknownRoute(method, path),
            StatusCodes.Status405MethodNotAllowed => GatewayErrors.MethodNotAllowed(method, path),
            _ => null,
        };
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Path} failed inside the gateway, request {RequestId}")]
    private partial void LogFailed(Exception exception, string path, string requestId);
}
