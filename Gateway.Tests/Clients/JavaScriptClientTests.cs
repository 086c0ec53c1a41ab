using Gateway.Simulator.Configuration;
using Gateway.Simulator.Faults;
using Gateway.Tests.Functional;
using Gateway.Tests.Scripts;

namespace Gateway.Tests.Clients;

/// <summary>OpenAI's and Anthropic's own JavaScript clients against the gateway: each JavaScript/*.test.mjs is one test.</summary>
public sealed class JavaScriptClientTests
{
    private const string Ending = ".test.mjs";

    private static readonly string s_folder = Repository.File("Gateway.Tests", "Clients", "JavaScript");

    public static TheoryData<string> Scenarios() => [.. Directory.EnumerateFiles(s_folder, "*" + Ending).Select(path => Path.GetFileName(path)[..^Ending.Length]).Order()];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task Scenario(string name)
    {
        await using var gateway = await ClientGateway.StartAsync();
        await using var script = Start(gateway, name + Ending);

        (await script.ExitAsync()).Succeeded();
    }

    [Fact]
    public async Task Stream_that_is_aborted_stops_the_engine()
    {
        await using var gateway = await ClientGateway.StartAsync();
        gateway.Engine.Timing = new EngineTiming { InterTokenMs = 1_000 };
        await using var script = Start(gateway, "cancel_a_stream.mjs");

        await script.LineAsync("aborted");

        await gateway.Engine.WaitUntilAsync(counters => counters is { Aborted: 1, Running: 0 });
    }

    [Fact]
    public async Task Stream_that_the_model_server_breaks_off_is_an_api_error()
    {
        await using var gateway = await ClientGateway.StartAsync();
        gateway.Engine.Faults = EngineFaults.Of(FaultKind.CloseMidStream);
        await using var script = Start(gateway, "broken_stream.mjs");

        (await script.ExitAsync()).Succeeded();
    }

    private static RunningProgram Start(ClientGateway gateway, string script)
    {
        Assert.True(Directory.Exists(Path.Combine(s_folder, "node_modules", "@anthropic-ai")), "The clients are not installed: run ./test.sh, or npm install in Gateway.Tests/Clients/JavaScript.");
        return RunningProgram.Start("node", [script], [
            ("GATEWAY_URL", gateway.BaseUrl.ToString()),
            ("ANTHROPIC_URL", gateway.Server.Address.ToString()),
            ("GATEWAY_KEY", GatewayServer.MasterKey),
            ("LIMITED_KEY", ClientGateway.LimitedKey),
            ("CHAT_MODEL", ClientGateway.Chat),
            ("REASONING_MODEL", ClientGateway.Reasoning),
            ("EMBEDDING_MODEL", ClientGateway.Embedding),
        ], s_folder);
    }
}
