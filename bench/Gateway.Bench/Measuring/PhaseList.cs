using Gateway.Bench.Load;

namespace Gateway.Bench.Measuring;

/// <summary>The phases of a round, in order. To add one: a method here, a line in <see cref="All"/>, a row in <c>Report</c>.</summary>
internal static class PhaseList
{
    private const int StreamCount = 64;

    public static IReadOnlyList<Phase> All(double seconds) =>
    [
        Requests(1, seconds),
        Requests(16, seconds),
        Requests(64, seconds),
        Streams(seconds),
        FirstChunk(seconds),
    ];

    /// <summary>The two whose figures must not grow with the size of the fleet.</summary>
    public static IReadOnlyList<Phase> AtScale(double seconds) => [Requests(1, seconds), Requests(64, seconds)];

    public static Phase Requests(int connections, double seconds) => new(
        $"{connections} connection{(connections == 1 ? "" : "s")}, requests/s",
        Section.Requests,
        new LoadCommand { Mode = LoadMode.Loop, Connections = connections, Seconds = seconds },
        (load, cpu) =>
        [
            (Figure.RequestsPerSecond(connections), load.Requests / load.Seconds),
            (Figure.CpuPerRequest(connections), cpu.TotalMicroseconds / load.Requests),
            (Figure.P50(connections), load.Latency!.P50),
            (Figure.P99(connections), load.Latency!.P99),
        ],
        [Figure.P50(connections), Figure.P99(connections)]);

    public static Phase Streams(double seconds) => new(
        $"{StreamCount} unpaced streams, events/s",
        Section.Streams,
        new LoadCommand { Mode = LoadMode.Loop, Connections = StreamCount, Seconds = seconds, Chunks = 200 },
        (load, cpu) =>
        [
            (Figure.EventsPerSecond, load.Events / load.Seconds),
            (Figure.CpuPerEvent, cpu.TotalMicroseconds / load.Events),
        ],
        []);

    // Short streams, so that the p99 is one of many: 64 of them start every 0.2 seconds.
    private static Phase FirstChunk(double seconds) => new(
        $"{StreamCount} paced streams, p50 to first chunk (µs)",
        Section.FirstChunk,
        new LoadCommand { Mode = LoadMode.Loop, Connections = StreamCount, Seconds = seconds, Chunks = 10, IntervalMs = 20 },
        (load, _) =>
        [
            (Figure.FirstChunkP50, load.FirstChunk!.P50),
            (Figure.FirstChunkP99, load.FirstChunk!.P99),
        ],
        [Figure.FirstChunkP50, Figure.FirstChunkP99]);
}
