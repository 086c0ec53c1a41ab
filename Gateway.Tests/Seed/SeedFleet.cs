using System.Text.RegularExpressions;
using Gateway.Simulator;
using Gateway.Simulator.Configuration;
using Gateway.Simulator.Engine;
using Gateway.Tests.Functional;

namespace Gateway.Tests.Seed;

/// <summary>
/// The vLLM servers that the examples name. A config is taken as printed: <c>http://vllm-qwen-30b:8000</c> is a name, and
/// what DNS does in a container network is done here by putting the simulated server's address in its place.
/// </summary>
internal sealed partial class SeedFleet : IAsyncDisposable
{
    private readonly SimulatedFleet _fleet;

    private SeedFleet(SimulatedFleet fleet) => _fleet = fleet;

    public SimulatedEngine this[string name] => _fleet[name];

    public static async Task<SeedFleet> StartAsync() => new(await SimulatedFleet.StartAsync(
        Engine("vllm-gpt-oss-120b", "gpt-oss-120b"),
        Engine("vllm-gpt-oss-120b-1", "gpt-oss-120b"),
        Engine("vllm-gpt-oss-120b-2", "gpt-oss-120b"),
        Engine("vllm-gpt-oss-20b", "gpt-oss-20b"),
        Engine("vllm-qwen-30b", "qwen-30b"),
        Engine("vllm-my-model", "model-name"),
        Engine("vllm-bge-m3", "bge-m3") with { Task = EngineTask.Embed, EmbeddingDimensions = 64 }));

    public Task<GatewayServer> GatewayAsync(string yaml) =>
        GatewayServer.StartAsync(ServiceName().Replace(yaml, match => _fleet[match.Groups["name"].Value].Address.GetLeftPart(UriPartial.Authority)));

    public ValueTask DisposeAsync() => _fleet.DisposeAsync();

    private static EngineSettings Engine(string name, string model) => new() { Name = name, Model = model };

    [GeneratedRegex("http://(?<name>vllm-[a-z0-9-]+):8000")]
    private static partial Regex ServiceName();
}
