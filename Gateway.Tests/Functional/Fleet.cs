using Gateway.Simulator;
using Gateway.Simulator.Configuration;
using Gateway.Tests.Servers;

namespace Gateway.Tests.Functional;

/// <summary>Engines and gateway configs that many tests share.</summary>
internal static class Fleet
{
    /// <summary>Engines a, b, c, … that all serve model <c>m</c>, with answers of twenty tokens and no latency.</summary>
    public static Task<SimulatedFleet> StartAsync(int engines, Func<EngineSettings, EngineSettings>? change = null) =>
        SimulatedFleet.StartAsync(Enumerable.Range(0, engines)
            .Select(i => new EngineSettings { Name = ((char)('a' + i)).ToString(), Model = "m", AnswerTokens = 20 })
            .Select(change ?? (settings => settings))
            .ToArray());

    /// <summary>One model group <c>m</c> over all engines, then <paramref name="more"/> sections.</summary>
    public static string Config(SimulatedFleet fleet, string more = "") =>
        $"model_list:\n{string.Concat(fleet.Engines.Select(engine => Deployment("m", engine.Address)))}{more}";

    /// <summary>A list entry of model_list.</summary>
    public static string Deployment(string group, Uri address, string more = "") => $$"""
          - model_name: {{group}}
            litellm_params: { model: openai/m, api_base: "{{address}}v1"{{more}} }

        """;

    /// <summary>An address where nobody listens.</summary>
    public static Uri DeadAddress() => new($"http://127.0.0.1:{FreePort.Next()}/");
}
