using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Gateway.ServiceDefaults.Telemetry;

/// <summary>
/// Runs the trace and metric providers for the life of the host. ASP.NET Core and HttpClient emit activities and
/// meters of their own, so listening to them by name replaces the instrumentation packages.
/// </summary>
internal sealed class TelemetryExporter(ResourceBuilder resource) : IHostedService, IDisposable
{
    private TracerProvider? _traces;
    private MeterProvider? _metrics;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _traces = Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(resource)
            .AddSource("Gateway.*", "Microsoft.AspNetCore", "System.Net.Http")
            .AddProcessor(new RequestSpans())
            .AddOtlpExporter()
            .Build();
        _metrics = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(resource)
            .AddMeter("Gateway.*", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Net.Http", "System.Runtime", "Npgsql")
            .AddOtlpExporter()
            .Build();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        // Five seconds is the grace that a container stop leaves after the streams have drained.
        _traces?.Shutdown(5_000);
        _metrics?.Shutdown(5_000);
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        _traces?.Dispose();
        _metrics?.Dispose();
    }
}
