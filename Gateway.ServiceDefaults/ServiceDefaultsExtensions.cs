using Gateway.ServiceDefaults.Discovery;
using Gateway.ServiceDefaults.Health;
using Gateway.ServiceDefaults.Telemetry;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Gateway.ServiceDefaults;

/// <summary>What every service of the system has alike: OpenTelemetry, health and service discovery.</summary>
public static class ServiceDefaultsExtensions
{
    /// <summary>
    /// Adds telemetry export (when <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set), health checks and service discovery.
    /// </summary>
    /// <param name="builder">The host's builder.</param>
    /// <param name="serviceName">The name in traces when <c>OTEL_SERVICE_NAME</c> is not set.</param>
    public static TBuilder AddServiceDefaults<TBuilder>(this TBuilder builder, string serviceName)
        where TBuilder : IHostApplicationBuilder
    {
        builder.AddTelemetryExport(serviceName);
        builder.Services.AddHealthChecks();
        builder.Services.AddServiceAddresses();
        return builder;
    }

    /// <summary>Maps <c>/alive</c>, and <c>/ready</c>, which fails from the moment that the service begins to stop.</summary>
    public static TRoutes MapDefaultEndpoints<TRoutes>(this TRoutes routes)
        where TRoutes : IEndpointRouteBuilder
    {
        DefaultEndpoints.Map(routes);
        return routes;
    }
}
