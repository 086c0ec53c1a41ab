using Gateway.Simulator.Engine;
using Gateway.Simulator.Errors;
using Gateway.Simulator.Requests;

namespace Gateway.Simulator.Hosting;

/// <summary>What every request meets before its endpoint: counting, the API key, and faults that name a path.</summary>
internal static partial class EngineMiddleware
{
    public static async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var engine = context.Engine();
        var path = context.Request.Path.Value ?? "";
        engine.Counters.CountPath(path);
        context.Response.Headers.Server = "uvicorn";
        var isInference = HttpMethods.IsPost(context.Request.Method) && path is not ("/ping" or "/admin/config");
        try
        {
            await ServeAsync(context, next, engine, path, isInference);
        }
        catch (Exception exception) when (context.RequestAborted.IsCancellationRequested && exception is IOException or OperationCanceledException or BadHttpRequestException)
        {
            // The client left while its request was read or answered: nobody is there to be told.
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            // A bug of ours, or a schema that is none: vLLM answers 500 too.
            LogFailure(context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("Gateway.Simulator"), engine.Name, path, exception);
            await ErrorWriter.WriteAsync(context, engine.Settings.ErrorShape, ApiError.OfStatus(StatusCodes.Status500InternalServerError, exception.Message));
        }
        finally
        {
            engine.Metrics.CountHttp(context.Request.Method, path, context.Response.StatusCode);
        }
    }

    private static async Task ServeAsync(HttpContext context, RequestDelegate next, SimulatedEngine engine, string path, bool isInference)
    {
        if (!Authorization.Allows(context, engine.Settings.ApiKey))
        {
            await Authorization.RefuseAsync(context);
            return;
        }

        var faults = engine.FaultState.Draw(path, isInference);
        if (isInference)
        {
            // The inference pipeline lets them strike, once it has read the body.
            context.Features.Set(faults);
        }
        else if (await InferencePipeline.StruckAsync(context, engine, faults))
        {
            return;
        }

        await next(context);
        if (context.GetEndpoint() is null || context.Response is { HasStarted: false, StatusCode: StatusCodes.Status405MethodNotAllowed })
        {
            var status = context.Response.StatusCode == StatusCodes.Status405MethodNotAllowed ? StatusCodes.Status405MethodNotAllowed : StatusCodes.Status404NotFound;
            await ErrorWriter.WriteAsync(context, engine.Settings.ErrorShape, ApiError.OfStatus(status, null));
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Engine}: {Path} failed.")]
    private static partial void LogFailure(ILogger logger, string engine, string path, Exception exception);
}
