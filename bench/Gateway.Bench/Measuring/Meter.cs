using Gateway.Bench.Load;
using Gateway.Bench.Processes;

namespace Gateway.Bench.Measuring;

/// <summary>Puts load on a target and takes its figures.</summary>
internal sealed class Meter(LoadGenerator load, Samples samples, CancellationToken cancellation)
{
    private const int OpenStreams = 1000;
    private const int WarmUpRequests = 10_000;

    // Each caller meets each of ten deployments a few times: what the gateway makes for the two on their first request is made then.
    private const int WarmUpRequestsOfACaller = 100;

    // A process that uses less than a tenth of a processor has done what the load left it to do; a gateway may also wait for its database.
    private static readonly TimeSpan s_quietWindow = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_quietCpu = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan s_longestQuieting = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan s_settling = TimeSpan.FromSeconds(2);

    /// <summary>Until the code paths are compiled for good: the tiers of the JIT go by calls and by seconds. And until everybody was there.</summary>
    public async Task WarmUpAsync(RunningTarget target)
    {
        var requests = Math.Max(WarmUpRequests, WarmUpRequestsOfACaller * target.Target.Callers.Count);
        await RunAsync(target, new LoadCommand { Mode = LoadMode.Loop, Connections = 16, Seconds = 8, LeastRequests = requests });
        await RunAsync(target, PhaseList.Streams(seconds: 3).Load);
        await QuietAsync(target);
    }

    public async Task<double> MeasureAsync(RunningTarget target, Phase phase)
    {
        var before = target.CpuTime;
        var result = await RunAsync(target, phase.Load);
        var during = target.CpuTime;

        // Work put off until the load is over, such as storing spend logs, must not be done while the next target is measured;
        // and it is told as a figure of its own.
        await QuietAsync(target);
        var figures = phase.Figures(result, new CpuUse(during - before, target.CpuTime - during));
        foreach (var (figure, value) in figures)
        {
            samples.Add(target.Name, figure, value);
        }

        return figures[0].Value;
    }

    /// <summary>Right after the start, then with a thousand streams open.</summary>
    public async Task MemoryAsync(RunningTarget target)
    {
        await Task.Delay(s_settling, TimeProvider.System, cancellation);
        samples.Add(target.Name, Figure.IdleMegabytes, target.Megabytes);

        await RunAsync(target, new LoadCommand { Mode = LoadMode.Hold, Connections = OpenStreams, Chunks = 100_000, IntervalMs = 1000 });
        await Task.Delay(s_settling, TimeProvider.System, cancellation);
        samples.Add(target.Name, Figure.StreamsMegabytes, target.Megabytes);
        await RunAsync(target, new LoadCommand { Mode = LoadMode.Release });
    }

    public async Task IdleCpuAsync(RunningTarget target)
    {
        var before = target.CpuTime;
        await Task.Delay(s_settling, TimeProvider.System, cancellation);
        samples.Add(target.Name, Figure.IdleCpuShare, 100 * (target.CpuTime - before) / s_settling);
    }

    private async Task<LoadResult> RunAsync(RunningTarget target, LoadCommand command)
    {
        try
        {
            return await load.RunAsync(command with { Port = target.Port, Callers = target.Target.Callers }, target.Name, cancellation);
        }
        catch (BenchException exception) when (target.Process.LastWords() is { Length: > 0 } words)
        {
            throw new BenchException($"{exception.Message}{Environment.NewLine}The last lines of {target.Name}:{Environment.NewLine}{words}");
        }
    }

    private async Task QuietAsync(RunningTarget target)
    {
        for (var waited = TimeSpan.Zero; waited < s_longestQuieting; waited += s_quietWindow)
        {
            var before = target.CpuTime;
            await Task.Delay(s_quietWindow, TimeProvider.System, cancellation);
            if (target.CpuTime - before <= s_quietCpu && !target.HasBacklog)
            {
                return;
            }
        }
    }
}
