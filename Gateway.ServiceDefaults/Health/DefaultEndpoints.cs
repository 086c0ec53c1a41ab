using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace Gateway.ServiceDefaults.Health;

/// <summary><c>/alive</c> and <c>/ready</c>: what an orchestrator asks every service alike.</summary>
internal static class DefaultEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/alive", (RequestDelegate)Alive).AllowAnonymous().WithDisplayName("Is the process alive?");
        routes.MapGet("/ready", (RequestDelegate)Ready).AllowAnonymous().WithDisplayName("May requests come here?");
    }

    private static Task Alive(HttpContext http) => http.Response.WriteAsync("alive");

    /// <summary>
    /// 503 from the moment that the service begins to stop. What the service depends on is told but decides nothing: with Redis
    /// or PostgreSQL away every replica would go out of service at once, and none is the better for it.
    /// <code>{"status":"ready","checks":{"redis":"Healthy","postgres":"Unhealthy"}}</code>
    /// </summary>
    private static async Task Ready(HttpContext http)
    {
        var services = http.RequestServices;
        var stops = services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested;
        var checks = await services.GetRequiredService<HealthCheckService>().CheckHealthAsync(http.RequestAborted);
        http.Response.StatusCode = stops ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK;
        http.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(http.Response.BodyWriter);
        json.WriteStartObject();
        json.WriteString("status", stops ? "draining" : "ready");
        json.WriteStartObject("checks");
        foreach (var (name, check) in checks.Entries)
        {
            json.WriteString(name, check.Status.ToString());
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }
}
