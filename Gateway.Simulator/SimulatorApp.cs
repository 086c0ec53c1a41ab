using Gateway.ServiceDefaults;

namespace Gateway.Simulator;

/// <summary>The simulator as a value: <c>Program.cs</c> runs it, tests start the very same one.</summary>
internal static class SimulatorApp
{
    public static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateSlimBuilder(args);
        builder.AddServiceDefaults("gateway-simulator");

        var app = builder.Build();
        app.MapGet("/health", () => Results.Ok());
        return app;
    }
}
