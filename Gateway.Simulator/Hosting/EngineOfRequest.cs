using Gateway.Simulator.Engine;

namespace Gateway.Simulator.Hosting;

/// <summary>Finds the engine that a request is for: that of the port it came in by.</summary>
internal static class EngineOfRequest
{
    public static SimulatedEngine Engine(this HttpContext context) =>
        context.Features.Get<SimulatedEngine>() ?? throw new InvalidOperationException("The connection belongs to no engine.");
}
