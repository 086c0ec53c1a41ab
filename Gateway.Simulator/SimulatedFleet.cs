using Gateway.Simulator.CommandLine;
using Gateway.Simulator.Configuration;
using Gateway.Simulator.Engine;

namespace Gateway.Simulator;

/// <summary>
/// A fleet for tests, on free ports of 127.0.0.1:
/// <code>
/// await using var fleet = await SimulatedFleet.StartAsync(new EngineSettings { Name = "a", Model = "m" });
/// fleet["a"].Faults = EngineFaults.OfStatus(503, count: 1);
/// </code>
/// </summary>
internal sealed class SimulatedFleet : IAsyncDisposable
{
    private readonly WebApplication _app;

    private SimulatedFleet(WebApplication app)
    {
        _app = app;
        Engines = app.Services.GetRequiredService<IReadOnlyList<SimulatedEngine>>();
    }

    public IReadOnlyList<SimulatedEngine> Engines { get; }

    public SimulatedEngine this[string name] => Engines.Single(engine => engine.Name == name);

    public SimulatedEngine this[int index] => Engines[index];

    public static Task<SimulatedFleet> StartAsync(params EngineSettings[] engines) => StartAsync(TimeProvider.System, engines);

    public static async Task<SimulatedFleet> StartAsync(TimeProvider time, params EngineSettings[] engines)
    {
        if (SettingsRules.Check(engines) is [_, ..] findings)
        {
            throw new UsageException(string.Join(" ", findings));
        }

        var app = SimulatorApp.Build(new SimulatorOptions { Engines = engines }, time);
        await app.StartAsync();
        return new SimulatedFleet(app);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
