using Gateway.Proxy.OpenAI;
using Gateway.Proxy.Pipeline;

namespace Gateway.Proxy.Hosting;

/// <summary>What no endpoint answers to: 404, or 405 for a wrong method, in the shape that clients can read.</summary>
internal static class UnknownRoutes
{
    public static void UseUnknownRoutes(this WebApplication app) => app.Use(static async (http, next) =>
    {
        await next(http);

        // Endpoint routing sets these two itself; a status of an endpoint of ours comes with its own body.
        var (method, path) = (http.Request.Method, http.Request.Path);
        var error = http.Response.StatusCode switch
        {
            StatusCodes.Status404NotFound when http.GetEndpoint() is null => GatewayErrors.UnknownRoute(method, path),
            StatusCodes.Status405MethodNotAllowed => GatewayErrors.MethodNotAllowed(method, path),
            _ => null,
        };
        if (error is not null && !http.Response.HasStarted)
        {
            RequestIdStep.Assign(http);
            await ErrorJson.WriteAsync(http, error);
        }
    });
}
