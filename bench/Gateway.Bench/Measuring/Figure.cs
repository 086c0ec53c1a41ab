namespace Gateway.Bench.Measuring;

/// <summary>The names of all figures, as in the results file.</summary>
internal static class Figure
{
    public const string StartSeconds = "start_seconds";

    public const string IdleMegabytes = "idle_mb";

    public const string StreamsMegabytes = "open_streams_mb";

    public const string LoadedMegabytes = "after_load_mb";

    public const string IdleCpuShare = "idle_cpu_percent";

    public const string EventsPerSecond = "stream_events_per_second";

    public const string CpuPerEvent = "cpu_us_per_stream_event";

    public const string CpuPerPacedEvent = "cpu_us_per_paced_stream_event";

    public const string FirstChunkP50 = "first_chunk_p50_us";

    public const string FirstChunkP99 = "first_chunk_p99_us";

    public static string RequestsPerSecond(int connections) => $"requests_per_second_{connections}";

    public static string CpuPerRequest(int connections) => $"cpu_us_per_request_{connections}";

    public static string CpuAfterwards(int connections) => $"cpu_us_afterwards_per_request_{connections}";

    public static string P50(int connections) => $"latency_p50_us_{connections}";

    public static string P99(int connections) => $"latency_p99_us_{connections}";

    /// <summary>A latency less that of the upstream alone in the same round.</summary>
    public static string Added(string latency) => $"added_{latency}";
}
