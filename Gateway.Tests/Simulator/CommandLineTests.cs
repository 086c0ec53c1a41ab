using Gateway.Simulator;
using Gateway.Simulator.CommandLine;
using Gateway.Simulator.Configuration;
using Gateway.Simulator.Engine;
using Gateway.Simulator.Faults;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Simulator;

public sealed class CommandLineTests
{
    [Fact]
    public void One_engine_is_made_from_flags()
    {
        var options = CommandLineReader.Read(
            ["--name", "n", "--model", "m", "--port", "0", "--host", "0.0.0.0", "--max-num-seqs", "7", "--inter-token-ms=2.5", "--enable-prompt-tokens-details",
             "--reasoning-field", "reasoning_content", "--aliases", "a,b", "--faults", """[{"kind": "missing_done", "count": 2}]"""], null);

        var engine = options.Engines.Single();
        Assert.Equal(("n", "m", 0, 7, true), (engine.Name, engine.Model, engine.Port, engine.MaxNumSeqs, engine.EnablePromptTokensDetails));
        Assert.Equal("0.0.0.0", options.Host);
        Assert.Equal(EngineTiming.Realistic with { InterTokenMs = 2.5 }, engine.Timing);
        Assert.Equal(ReasoningField.ReasoningContent, engine.ReasoningField);
        Assert.Equal(["a", "b"], engine.Aliases);
        Assert.Equal(new Fault { Kind = FaultKind.MissingDone, Count = 2 }, engine.Faults.Single());
    }

    [Fact]
    public void The_port_comes_from_the_flag_then_from_PORT_then_it_is_that_of_vllm()
    {
        Assert.Equal(5, CommandLineReader.Read(["--port", "5"], "6").Engines[0].Port);
        Assert.Equal(6, CommandLineReader.Read([], "6").Engines[0].Port);
        Assert.Equal(8_000, CommandLineReader.Read([], null).Engines[0].Port);
    }

    [Fact]
    public void A_fleet_file_keeps_the_defaults_of_what_it_leaves_out()
    {
        using var file = new TemporaryFile("""{"engines": [{"name": "a", "timing": {"ttft_ms": 3}, "faults": [{"kind": "unhealthy"}]}, /* second */ {"name": "b"},]}""");

        var engines = CommandLineReader.Read(["--fleet", file.Path], null).Engines;

        Assert.Equal(new EngineSettings { Name = "b" }.MaxNumSeqs, engines[1].MaxNumSeqs);
        Assert.Equal(EngineTiming.None with { TtftMs = 3 }, engines[0].Timing);
        Assert.Equal(new Fault { Kind = FaultKind.Unhealthy }, engines[0].Faults.Single());
    }

    [Theory]
    [InlineData("""{"engines": [{"name": "a", "max_num_sqs": 3}]}""", "engines[0]: 'max_num_sqs' is not a setting.")]
    [InlineData("""{"engines": [{"name": "a"}, {"name": "b", "max_num_seqs": "x"}]}""", "engines[1]: max_num_seqs: the value does not fit.")]
    [InlineData("""{"engines": [{"name": "a", "timing": {"jiter": 1}}]}""", "engines[0]: 'jiter' is not a setting.")]
    [InlineData("""{"engines": [{"name": "a"}, {"name": "a", "max_num_seqs": 0}]}""", "name: 'a' is used 2 times. a: max_num_seqs must be above 0.")]
    [InlineData("""{"engines": []}""", "engines: at least one engine is needed.")]
    [InlineData("[]", "A JSON object is expected.")]
    public void A_bad_fleet_file_is_one_line_that_says_where(string json, string message)
    {
        using var file = new TemporaryFile(json);

        var exception = Assert.Throws<UsageException>(() => CommandLineReader.Read(["--fleet", file.Path], null));

        Assert.Equal($"{file.Path}: {message}", exception.Message);
    }

    [Theory]
    [InlineData("--max-num-sqs 3", "--max-num-sqs is not known.")]
    [InlineData("--port x", "--port: 'x' is not a number.")]
    [InlineData("--port", "--port needs a value.")]
    [InlineData("--port 70000", "vllm-simulated: port must be between 0 and 65535.")]
    [InlineData("hello", "'hello' is not an option.")]
    [InlineData("--fleet a.json --port 5", "--port is a setting of one engine")]
    [InlineData("--fleet /does/not/exist.json", "/does/not/exist.json: ")]
    [InlineData("--host nowhere", "--host: 'nowhere' is not an IP address.")]
    public void A_bad_command_line_is_one_line_that_says_what(string line, string beginning)
    {
        var exception = Assert.Throws<UsageException>(() => CommandLineReader.Read(line.Split(' '), null));

        Assert.StartsWith(beginning, exception.Message);
        Assert.DoesNotContain('\n', exception.Message);
    }

    [Fact]
    public void The_fleet_of_the_repository_has_the_engines_that_its_config_names()
    {
        var engines = CommandLineReader.Read(["--fleet", RepositoryFile("Gateway.Simulator/fleet.json")], null).Engines;

        Assert.Equal(["vllm-gpt-oss-120b-1", "vllm-gpt-oss-120b-2", "vllm-gpt-oss-20b", "vllm-qwen-30b", "vllm-bge-m3"], engines.Select(engine => engine.Name));
        Assert.Equal(ReasoningField.Reasoning, engines[0].ReasoningField);
        Assert.Equal(EngineTask.Embed, engines[^1].Task);
    }

    [Fact]
    public async Task The_addresses_file_has_one_setting_of_service_discovery_for_each_engine()
    {
        await using var app = SimulatorApp.Build(["--name", "n", "--port", "0"]);
        await app.StartAsync();
        using var file = new TemporaryFile("");
        var engines = app.Services.GetRequiredService<IReadOnlyList<SimulatedEngine>>();

        AddressFile.Write(file.Path, engines);

        Assert.Equal([$"services__n__http__0=http://127.0.0.1:{engines[0].Address.Port}"], File.ReadAllLines(file.Path));
        using var health = await engines[0].GetAsync("/health");
        Assert.True(health.IsSuccessStatusCode);
    }

    private static string RepositoryFile(string path)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Gateway.sln")))
        {
            folder = folder.Parent;
        }

        return Path.Combine(folder.FullName, path);
    }

    private sealed class TemporaryFile : IDisposable
    {
        public TemporaryFile(string content) => File.WriteAllText(Path, content);

        public string Path { get; } = System.IO.Path.GetTempFileName();

        public void Dispose() => File.Delete(Path);
    }
}
