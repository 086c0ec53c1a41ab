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
        var (snapshots, pipeline) = Services(routes.ServiceProvider);
        foreach (var prefix in PassThroughTargets.Prefixes.Keys)
        {
            routes.MapMethods(prefix + "/{**rest}", s_methods, http => InvokeAsync(http, prefix, snapshots, pipeline)).WithDisplayName("Pass through to " + prefix[1..]);
        }
    }

    /// <summary>In front of the routes: a declared path may be one that the gateway has no route for.</summary>
    public static void UsePassThrough(this WebApplication app)
    {
        // Every request comes by here: asked for once, since a request's own services would be a scope to make and to end.
        var (snapshots, pipeline) = Services(app.Services);
        app.Use((http, next) =>
        {
            foreach (var target in snapshots.Current.PassThroughs)
            {
                if (!target.IsProvider && target.Matches(http.Request.Path, out var rest) && (target.Methods.Count == 0 || target.Methods.Contains(http.Request.Method, StringComparer.OrdinalIgnoreCase)))
                {
                    return RunAsync(pipeline, http, new PassThroughCall(target, rest));
                }
            }

            return next(http);
        });
    }

    private static async Task InvokeAsync(HttpContext http, string prefix, SnapshotStore snapshots, InferencePipeline pipeline)
    {
        foreach (var target in snapshots.Current.PassThroughs)
        {
            if (target.Path == prefix && target.Matches(http.Request.Path, out var rest))
            {
                await RunAsync(pipeline, http, new PassThroughCall(target, rest));
                return;
            }
        }

        RequestIdStep.Assign(http);
        await ErrorJson.WriteAsync(http, GatewayErrors.NoPassThrough(prefix));
    }

    private static Task RunAsync(InferencePipeline pipeline, HttpContext http, PassThroughCall call) =>
        pipeline.InvokeAsync(http, new InferenceRoute(EndpointKind.PassThrough, null) { PassThrough = call });

    private static (SnapshotStore Snapshots, InferencePipeline Pipeline) Services(IServiceProvider services) =>
        (services.GetRequiredService<SnapshotStore>(), services.GetRequiredService<InferencePipeline>());
}
