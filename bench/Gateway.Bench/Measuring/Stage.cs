using System.Diagnostics;
using Gateway.Bench.Processes;
using Gateway.Bench.Targets;

namespace Gateway.Bench.Measuring;

/// <summary>Starts targets and stops every one that is still there at the end, whatever the end was.</summary>
internal sealed class Stage(CancellationToken cancellation) : IAsyncDisposable
{
    private readonly List<RunningTarget> _running = [];

    public async Task<RunningTarget> StartAsync(Target target)
    {
        var port = FreePort.Next();
        var folder = Directory.CreateTempSubdirectory("gateway-bench-").FullName;
        var command = target.Command(port, folder);
        var start = Stopwatch.GetTimestamp();
        var running = new RunningTarget(target, ChildProcess.Start(command), port, folder);
        _running.Add(running);
        await FirstAnswer.WaitAsync(running, cancellation);
        running.StartTime = Stopwatch.GetElapsedTime(start);
        await FirstAnswer.WaitForReadinessAsync(running, cancellation);
        return running;
    }

    public async Task StopAsync(RunningTarget target)
    {
        _running.Remove(target);
        await target.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        // Proxies before the upstream, so that none complains about its absence.
        foreach (var target in Enumerable.Reverse(_running))
        {
            await target.DisposeAsync();
        }
    }
}
