using Gateway.Simulator;

await using var app = SimulatorApp.Build(args);
await app.RunAsync();
