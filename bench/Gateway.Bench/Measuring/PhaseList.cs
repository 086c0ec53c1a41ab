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
        PacedStreams(seconds),
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
            (Figure.CpuPerRequest(connections), cpu.During.TotalMicroseconds / load.Requests),
            (Figure.CpuAfterwards(connections), cpu.Afterwards.TotalMicroseconds / load.Requests),
            (Figure.P50(connections), load.Latency!.P50),
            (Figure.P99(connections), load.Latency!.P99),
        ],
        [Figure.P50(connections), Figure.P99(connections)]);

    // As fast as it goes: events pile up on the way and travel many to a packet, so what counts is the work on their bytes.
    public static Phase Streams(double seconds) => new(
        $"{StreamCount} unpaced streams, events/s",
        Section.Streams,
        new LoadCommand { Mode = LoadMode.Loop, Connections = StreamCount, Seconds = seconds, Chunks = 200 },
        (load, cpu) =>
        [
            (Figure.EventsPerSecond, load.Events / load.Seconds),
            (Figure.CpuPerEvent, cpu.During.TotalMicroseconds / load.Events),
        ],
        []);

    // As tokens come from a model: every event is a packet of its own, read, looked at and written by itself. The rate is the
    // upstream's, so only the processor time says anything.
    private static Phase PacedStreams(double seconds) => new(
        $"{StreamCount} paced streams, CPU µs an event",
        Section.Streams,
        new LoadCommand { Mode = LoadMode.Loop, Connections = StreamCount, Seconds = seconds, Chunks = 100, IntervalMs = 4 },
        (load, cpu) => [(Figure.CpuPerPacedEvent, cpu.During.TotalMicroseconds / load.Events)],
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
