using Gateway.Proxy.Keys;
using Gateway.Proxy.Model;
using Gateway.Proxy.Telemetry.Exposition;

namespace Gateway.Proxy.Telemetry;

/// <summary><c>GET /metrics</c> for Prometheus; open unless <c>litellm_settings.require_auth_for_metrics_endpoint</c>.</summary>
internal static class MetricsEndpoint
{
    private static readonly RequestDelegate s_withKey = KeyedEndpoint.ForAnyKey(static (http, _) => Scrape(http));

    public static void MapMetrics(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/metrics", (RequestDelegate)Metrics).WithDisplayName("Metrics in Prometheus' text format");

    private static Task Metrics(HttpContext http)
    {
        var settings = http.RequestServices.GetRequiredService<SnapshotStore>().Current.Config.LitellmSettings;
        return settings.RequireAuthForMetricsEndpoint ? s_withKey(http) : Scrape(http);
    }

    private static async Task Scrape(HttpContext http)
    {
        http.Response.ContentType = ExpositionWriter.ContentType;
        var scrape = http.RequestServices.GetRequiredService<MetricsScrape>();
        await scrape.WriteAsync(http.Response.BodyWriter, http.RequestAborted);
    }
}
