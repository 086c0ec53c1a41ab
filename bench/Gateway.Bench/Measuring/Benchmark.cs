using System.Runtime.InteropServices;
using Gateway.Bench.Processes;
using Gateway.Bench.Reporting;
using Gateway.Bench.Targets;

namespace Gateway.Bench.Measuring;

/// <summary>The benchmark from top to bottom.</summary>
internal sealed class Benchmark(BenchOptions options, CancellationToken cancellation)
{
    private const int Missed = 1;
    private const int NotMeasured = 2;
    private const int Interrupted = 130;

    private const int Starts = 3;

    private readonly Samples _samples = new();
    private readonly Samples _scale = new();

    public static async Task<int> RunAsync(string[] arguments)
    {
        using var stop = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop);
        try
        {
            return await new Benchmark(BenchOptions.Parse(arguments), stop.Token).RunAsync();
        }
        catch (Exception) when (stop.IsCancellationRequested)
        {
            // Ctrl-C goes to every process of the terminal at once: whatever failed then failed because of it.
            return Interrupted;
        }
        catch (BenchException exception)
        {
            Console.Error.WriteLine($"{Environment.NewLine}Not measured. {exception.Message}");
            return NotMeasured;
        }

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Cancel();
        }
    }

    private async Task<int> RunAsync()
    {
        await using var stage = new Stage(cancellation);
        using var load = LoadGenerator.Start();
        var meter = new Meter(load, _samples, cancellation);

        await using var state = options is { GatewayAssembly: null } or { Only: Section.Scale } ? null : await StateServers.StartAsync(cancellation);
        if (state is null && options.GatewayAssembly is not null && options.Only != Section.Scale)
        {
            Console.WriteLine($"{TargetNames.GatewayShared} is left out: redis-server or postgresql is missing.");
        }

        // The upstream first: its start also compiles this process's own code for the starts that are measured.
        var upstream = await stage.StartAsync(TargetList.Upstream());
        List<RunningTarget> targets = [upstream];
        foreach (var target in Proxies(upstream.Port, state))
        {
            targets.Add(await StartMeasuredAsync(stage, meter, target));
        }

        var phases = PhaseList.All(options.Seconds).Where(phase => options.Wants(phase.Section)).ToList();
        if (phases.Count > 0)
        {
            await WarmUpAsync(meter, targets);
            await new Rounds(meter, _samples, cancellation).RunAsync(targets, phases, options.Rounds);
        }

        foreach (var target in phases.Count > 0 ? targets : [])
        {
            _samples.Add(target.Name, Figure.LoadedMegabytes, target.Megabytes);
        }

        if (options.Wants(Section.Scale) && options.GatewayAssembly is { } assembly)
        {
            foreach (var target in targets.Where(target => target != upstream))
            {
                await stage.StopAsync(target);
            }

            await ScaleAsync(stage, load, upstream.Port, assembly);
        }

        return Finish();
    }

    private IEnumerable<Target> Proxies(int upstreamPort, StateServers? state)
    {
        // At scale the gateway is compared with itself.
        if (options.Only == Section.Scale)
        {
            yield break;
        }

        yield return TargetList.Nginx(upstreamPort);
        yield return TargetList.BareForwarder(upstreamPort);
        if (options.StandIn)
        {
            yield return TargetList.StandIn(upstreamPort);
        }
        else if (options.GatewayAssembly is { } assembly)
        {
            yield return TargetList.Gateway(upstreamPort, assembly);
            if (state is not null)
            {
                yield return TargetList.GatewayShared(upstreamPort, assembly, state);
            }
        }
    }

    private async Task<RunningTarget> StartMeasuredAsync(Stage stage, Meter meter, Target target)
    {
        Console.WriteLine($"starting {target.Name}");
        var running = await stage.StartAsync(target);
        if (options.Wants(Section.Start))
        {
            _samples.Add(target.Name, Figure.StartSeconds, running.StartTime.TotalSeconds);
            for (var i = 1; i < Starts; i++)
            {
                await stage.StopAsync(running);
                running = await stage.StartAsync(target);
                _samples.Add(target.Name, Figure.StartSeconds, running.StartTime.TotalSeconds);
            }
        }

        if (options.Wants(Section.Memory))
        {
            await meter.MemoryAsync(running);
        }

        return running;
    }

    private static async Task WarmUpAsync(Meter meter, IEnumerable<RunningTarget> targets)
    {
        foreach (var target in targets)
        {
            Console.WriteLine($"warming up {target.Name}");
            await meter.WarmUpAsync(target);
        }
    }

    // Both of an age: a process that has served millions of requests is compiled better than one that begins.
    private async Task ScaleAsync(Stage stage, LoadGenerator load, int upstreamPort, string assembly)
    {
        Console.WriteLine($"starting {TargetNames.Gateway} and {TargetNames.GatewayAtScale}");
        var meter = new Meter(load, _scale, cancellation);
        var small = await stage.StartAsync(TargetList.Gateway(upstreamPort, assembly));
        var large = await stage.StartAsync(TargetList.GatewayAtScale(upstreamPort, assembly));
        _scale.Add(large.Name, Figure.StartSeconds, large.StartTime.TotalSeconds);
        await WarmUpAsync(meter, [small, large]);
        await meter.IdleCpuAsync(small);
        await meter.IdleCpuAsync(large);
        await new Rounds(meter, _scale, cancellation).RunAsync([small, large], PhaseList.AtScale(options.Seconds), options.Rounds);
        _scale.Add(small.Name, Figure.LoadedMegabytes, small.Megabytes);
        _scale.Add(large.Name, Figure.LoadedMegabytes, large.Megabytes);
    }

    private int Finish()
    {
        var budgets = BudgetList.Judge(_samples, _scale);
        Report.Print(_samples, _scale, budgets, options);
        if (options.JsonFile is { } file)
        {
            ResultsFile.Write(file, _samples, _scale, budgets, options);
        }

        return budgets.Any(budget => budget.Met == false) ? Missed : 0;
    }
}
