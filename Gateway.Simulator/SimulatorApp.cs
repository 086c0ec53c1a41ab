using Gateway.ServiceDefaults;
using Gateway.Simulator.Admin;
using Gateway.Simulator.Chat;
using Gateway.Simulator.CommandLine;
using Gateway.Simulator.Completions;
using Gateway.Simulator.Embeddings;
using Gateway.Simulator.Engine;
using Gateway.Simulator.Hosting;
using Gateway.Simulator.Media;
using Gateway.Simulator.Models;
using Gateway.Simulator.Pacing;
using Gateway.Simulator.Ranking;
using Gateway.Simulator.Status;
using Gateway.Simulator.TokenEndpoints;
using Microsoft.AspNetCore.Connections;

namespace Gateway.Simulator;

/// <summary>The simulator as a value: <c>Program.cs</c> runs it, tests start the very same one.</summary>
internal static class SimulatorApp
{
    public static WebApplication Build(string[] args) => Build(CommandLineReader.Read(args, Environment.GetEnvironmentVariable("PORT")), TimeProvider.System);

    public static WebApplication Build(SimulatorOptions options, TimeProvider time)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.AddServiceDefaults("gateway-simulator");

        // A host that fails to start is told by Program in one line; clients that leave are what this server is for.
        builder.Logging.AddFilter("Microsoft", LogLevel.Error).AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromMilliseconds(500));

        var wheel = new TickWheel(time);
        var engines = options.Engines.Select(settings => new SimulatedEngine(settings, wheel)).ToArray();
        var listeners = new EngineListeners(options, engines);
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton<IReadOnlyList<SimulatedEngine>>(engines);
        builder.Services.AddSingleton<SwitchableListenerFactory>();
        builder.Services.AddSingleton<IConnectionListenerFactory>(services => services.GetRequiredService<SwitchableListenerFactory>());
        builder.WebHost.ConfigureKestrel(listeners.Configure);

        var app = builder.Build();
        app.Use(next => context => EngineMiddleware.InvokeAsync(context, next));
        app.MapChat();
        app.MapCompletions();
        app.MapEmbeddings();
        app.MapRanking();
        app.MapTokenize();
        app.MapMedia();
        app.MapModels();
        app.MapStatus();
        app.MapDefaultEndpoints();
        app.MapAdmin();

        app.Lifetime.ApplicationStarted.Register(() => listeners.Started(app.Services.GetRequiredService<SwitchableListenerFactory>()));
        app.Lifetime.ApplicationStopping.Register(() =>
        {
            // No draining: a killed fleet should be gone at once.
            foreach (var engine in engines)
            {
                engine.Connections.ResetAll();
            }
        });
        app.Lifetime.ApplicationStopped.Register(wheel.Dispose);
        return app;
    }
}
