using System.Text;
using Gateway.Simulator.Hosting;
using Gateway.Simulator.Metrics;
using Gateway.Simulator.Requests;

namespace Gateway.Simulator.Status;

/// <summary>GET /health, /ping, /version, /load and /metrics: what probes and scrapers ask.</summary>
internal static class StatusEndpoints
{
    public static void MapStatus(this IEndpointRouteBuilder app)
    {
        app.MapGet("/health", (RequestDelegate)Health);
        app.MapMethods("/ping", ["GET", "POST"], (RequestDelegate)Health);
        app.MapGet("/version", (RequestDelegate)Version);
        app.MapGet("/load", (RequestDelegate)Load);
        app.MapGet("/metrics", (RequestDelegate)Metrics);
    }

    

    /// <summary>200 or 503, both with an empty body.</summary>
    private static Task Health(HttpContext context)
    {
        var engine = context.Engine();
        context.Response.StatusCode = engine.IsStarting || engine.FaultState.IsUnhealthy ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK;
        context.Response.ContentLength = 0;
        return Task.CompletedTask;
    }

    /// <summary><code>{"version":"0.32.0"}</code></summary>
    private static Task Version(HttpContext context) => JsonResponse.WriteAsync(context, JsonResponse.Build(json =>
    {
        json.WriteStartObject();
        json.WriteString("version", context.Engine().Settings.VllmVersion);
        json.WriteEndObject();
    }));

    /// <summary><code>{"server_load":3}</code>; stays 0 without load tracking, as on vLLM.</summary>
    private static Task Load(HttpContext context) => JsonResponse.WriteAsync(context, JsonResponse.Build(json =>
    {
        var engine = context.Engine();
        json.WriteStartObject();
        json.WriteNumber("server_load", engine.Settings.EnableServerLoadTracking ? engine.Admission.Running + engine.Admission.Waiting : 0);
        json.WriteEndObject();
    }));

    private static async Task Metrics(HttpContext context)
    {
        var text = Encoding.UTF8.GetBytes(new MetricsText(context.Engine()).Write());
        context.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
        context.Response.ContentLength = text.Length;
        await context.Response.BodyWriter.WriteAsync(text, context.RequestAborted);
    }
}
