using Gateway.Proxy.Model;
using Gateway.Proxy.OpenAI;
using Gateway.Proxy.Pipeline;

namespace Gateway.Proxy.PassThrough;

/// <summary>LiteLLM's provider prefixes, and the paths that the config declares; the latter come and go with a reload.</summary>
internal static class PassThroughEndpoints
{
    private static readonly string[] s_methods = ["GET", "POST", "PUT", "PATCH", "DELETE"];

    public static void MapPassThrough(this IEndpointRouteBuilder routes)
    {
        foreach (var prefix in PassThroughTargets.Prefixes.Keys)
        {
            routes.MapMethods(prefix + "/{**rest}", s_methods, http => InvokeAsync(http, prefix)).WithDisplayName("Pass through to " + prefix[1..]);
        }
    }

    /// <summary>In front of the routes: a declared path may be one that the gateway has no route for.</summary>
    public static void UsePassThrough(this WebApplication app) => app.Use((http, next) =>
    {
        foreach (var target in Snapshot(http).PassThroughs)
        {
            if (!target.IsProvider && target.Matches(http.Request.Path, out var rest) && (target.Methods.Count == 0 || target.Methods.Contains(http.Request.Method, StringComparer.OrdinalIgnoreCase)))
            {
                return RunAsync(http, new PassThroughCall(target, rest));
            }
        }

        return next(http);
    });

    private static async Task InvokeAsync(HttpContext http, string prefix)
    {
        foreach (var target in Snapshot(http).PassThroughs)
        {
            if (target.Path == prefix && target.Matches(http.Request.Path, out var rest))
            {
                await RunAsync(http, new PassThroughCall(target, rest));
                return;
            }
        }

        RequestIdStep.Assign(http);
        await ErrorJson.WriteAsync(http, GatewayErrors.NoPassThrough(prefix));
    }

    private static Task RunAsync(HttpContext http, PassThroughCall call) =>
        http.RequestServices.GetRequiredService<InferencePipeline>().InvokeAsync(http, new InferenceRoute(EndpointKind.PassThrough, null) { PassThrough = call });

    private static GatewaySnapshot Snapshot(HttpContext http) => http.RequestServices.GetRequiredService<SnapshotStore>().Current;
}
