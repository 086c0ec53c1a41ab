using Gateway.ServiceDefaults.Health;
using Gateway.Simulator;
using Gateway.Simulator.CommandLine;
using Gateway.Simulator.Engine;

if (HealthCommand.IsAsked(args))
{
    return await HealthCommand.RunAsync(args, port: 8000, "/health");
}

try
{
    await using var app = SimulatorApp.Build(args);
    await app.StartAsync();
    var engines = app.Services.GetRequiredService<IReadOnlyList<SimulatedEngine>>();
    foreach (var engine in engines)
    {
        Console.WriteLine($"{engine.Name}: {engine.Settings.Model} at {engine.Address.GetLeftPart(UriPartial.Authority)}");
    }

    if (app.Services.GetRequiredService<SimulatorOptions>().AddressesFile is { } file)
    {
        AddressFile.Write(file, engines);
    }

    await app.WaitForShutdownAsync();
    return 0;
}
catch (Exception exception) when (exception is UsageException or IOException or UnauthorizedAccessException)
{
    // A port in use, a fleet file that cannot be read: one line that says what to change.
    Console.Error.WriteLine(exception.Message.ReplaceLineEndings(" "));
    return 1;
}
