using System.Net;
using System.Net.Sockets;
using Gateway.Tests.Servers;

namespace Gateway.Tests.Scripts;

/// <summary>The gateway's own binary as a process: what it says and how it ends.</summary>
public sealed class GatewayBinaryTests
{
    private const string Good = """
        model_list:
          - model_name: m
            litellm_params:
              model: openai/m
              api_base: http://127.0.0.1:9/v1

        """;

    // Two mistakes, on lines 6 and 7.
    private const string Bad = Good + """
              rpm: many
        router_settings: [1]

        """;

    [Fact]
    public async Task Good_config_is_valid_and_nothing_is_started()
    {
        using var folder = new TemporaryFolder();
        folder.Write("config.yaml", Good);
        await using var gateway = GatewayPrograms.Proxy(folder, ["--validate-config"]);

        var result = await gateway.ExitAsync();

        Assert.Equal("config.yaml: valid, 1 deployments, 0 warnings.", result.Succeeded().Output.Trim());
        Assert.Empty(result.Errors);
    }

    [Theory]
    [InlineData("--validate-config")]
    [InlineData("--port=0")]
    public async Task Every_mistake_of_a_config_is_a_line_with_file_line_and_key(string argument)
    {
        using var folder = new TemporaryFolder();
        folder.Write("my.yaml", Bad);
        await using var gateway = GatewayPrograms.Proxy(folder, ["--config", "my.yaml", argument]);

        var result = await gateway.ExitAsync();

        Assert.Equal(1, result.ExitCode);
        Assert.Empty(result.Output);
        var lines = result.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        Assert.StartsWith("my.yaml:6: model_list[0].litellm_params.rpm: ", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("my.yaml:7: router_settings: ", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Port_in_use_is_one_line()
    {
        using var folder = new TemporaryFolder();
        folder.Write("config.yaml", Good);
        using var other = new TcpListener(IPAddress.Any, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        await using var gateway = GatewayPrograms.Proxy(folder, ["--port", $"{port}"]);

        var result = await gateway.ExitAsync();

        Assert.Equal(1, result.ExitCode);
        Assert.Equal($"http://0.0.0.0:{port}: the port is already in use. Choose another with --port.", result.Errors.Trim());
    }

    [Fact]
    public async Task Production_without_a_master_key_says_what_to_set()
    {
        using var folder = new TemporaryFolder();
        folder.Write("config.yaml", Good);
        await using var gateway = GatewayPrograms.Proxy(folder, ["--port", "0"], ("ASPNETCORE_ENVIRONMENT", "Production"));

        var result = await gateway.ExitAsync();

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("LITELLM_MASTER_KEY", result.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task Signal_ends_it_well(string signal)
    {
        using var folder = new TemporaryFolder();
        folder.Write("config.yaml", Good);
        var port = FreePort.Next();
        await using var gateway = GatewayPrograms.Proxy(folder, ["--port", $"{port}"]);
        await Eventually.AnswersAsync(new Uri($"http://127.0.0.1:{port}/health/readiness"));

        await gateway.SignalAsync(signal);

        Assert.Equal(0, (await gateway.ExitAsync()).ExitCode);
    }
}
