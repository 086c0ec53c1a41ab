using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Gateway.ServiceDefaults.Telemetry;

internal static class TelemetryExtensions
{
    /// <summary>The standard OpenTelemetry variable; without it nothing is exported and nothing is collected.</summary>
    private const string EndpointVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>On by default in ASP.NET Core 10: its request spans have neither the method nor the route.</summary>
    private const string BareSpansSwitch = "Microsoft.AspNetCore.Hosting.SuppressActivityOpenTelemetryData";

    /// <summary>
    /// ASP.NET Core, HttpClient and Npgsql emit activities and meters of their own, so listening to them by name replaces the
    /// instrumentation packages.
    /// </summary>
    public static void AddTelemetryExport(this IHostApplicationBuilder builder, string serviceName)
    {
        if (string.IsNullOrEmpty(builder.Configuration[EndpointVariable]))
        {
            return;
        }

        AppContext.SetSwitch(BareSpansSwitch, false);
        builder.Logging.AddOpenTelemetry(logging => logging.IncludeFormattedMessage = true);
        builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(builder.Configuration["OTEL_SERVICE_NAME"] ?? serviceName).AddEnvironmentVariableDetector())
            .WithTracing(traces => traces.AddSource("Gateway.*", "Microsoft.AspNetCore", "System.Net.Http").AddProcessor(new RequestSpans()))
            .WithMetrics(metrics => metrics.AddMeter(
                "Gateway.*", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Net.Http", "System.Runtime", "Npgsql"))
            .UseOtlpExporter();
    }
}
