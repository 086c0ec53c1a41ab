using System.Diagnostics;
using Gateway.Proxy.Telemetry.Exposition;

namespace Gateway.Proxy.Telemetry;

/// <summary>The process itself, under the names that Prometheus' client libraries share.</summary>
internal sealed class ProcessMetrics : IMetricFamily
{
    private static readonly MetricInfo s_cpu = new("process_cpu_seconds_total", "counter", "CPU time, user and system.");
    private static readonly MetricInfo s_memory = new("process_resident_memory_bytes", "gauge", "Resident memory.");
    private static readonly MetricInfo s_heap = new("dotnet_gc_heap_size_bytes", "gauge", "Managed heap, without what was given back.");
    private static readonly MetricInfo s_start = new("process_start_time_seconds", "gauge", "Start of the process, in seconds since 1970.");

    private readonly double _startedAt = StartTime();

    public ValueTask WriteAsync(ExpositionWriter writer, CancellationToken cancellationToken)
    {
        // The host's own platform only matters to the analyser: CpuUsage exists wherever a server runs.
        if (!OperatingSystem.IsBrowser() && !OperatingSystem.IsIOS() && !OperatingSystem.IsTvOS())
        {
            writer.One(s_cpu, Environment.CpuUsage.TotalTime.TotalSeconds);
        }

        writer.One(s_memory, Environment.WorkingSet);
        writer.One(s_heap, GC.GetTotalMemory(forceFullCollection: false));
        writer.One(s_start, _startedAt);
        return default;
    }

    private static double StartTime()
    {
        using var process = Process.GetCurrentProcess();
        return (process.StartTime.ToUniversalTime() - DateTime.UnixEpoch).TotalSeconds;
    }
}
