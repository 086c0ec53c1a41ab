using Gateway.Bench.Processes;
using Gateway.Bench.Targets;

namespace Gateway.Bench.Measuring;

/// <summary>A target that has given its first answer.</summary>
internal sealed class RunningTarget(Target target, ChildProcess process, int port, string folder) : IAsyncDisposable
{
    public string Name => target.Name;

    public Target Target => target;

    public int Port => port;

    public TimeSpan CpuTime => ProcessFigures.CpuTime(process.Id);

    public double Megabytes => ProcessFigures.Megabytes(process.Id);

    /// <summary>There are spend logs that are not in the database yet.</summary>
    public bool HasBacklog => target.Journal is { } journal && Directory.Exists(Path.Combine(folder, journal)) && Directory.EnumerateFiles(Path.Combine(folder, journal), "*.journal").Any();

    /// <summary>From the start of the process.</summary>
    public TimeSpan StartTime { get; set; }

    public ChildProcess Process => process;

    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
