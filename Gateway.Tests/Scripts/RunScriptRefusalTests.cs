using System.Net;
using System.Net.Sockets;
using Gateway.Tests.Servers;

namespace Gateway.Tests.Scripts;

/// <summary><c>./run.sh</c> where it cannot run: one line that says why, a failing exit code and nothing left behind.</summary>
public sealed class RunScriptRefusalTests
{
    [Fact]
    public async Task Port_in_use_is_named()
    {
        using var data = new TemporaryFolder();
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;

        var line = await RefusalAsync(data, ["--port", $"{port}"]);

        Assert.Equal($"Port {port} is already in use. Choose another: ./run.sh --port {port + 1}", line);
    }

    [Theory]
    [InlineData("forty")]
    [InlineData("0")]
    [InlineData("123456")]
    public async Task Port_that_is_none_is_named(string port)
    {
        using var data = new TemporaryFolder();

        Assert.Equal($"--port: '{port}' is not a port number.", await RefusalAsync(data, ["--port", port]));
    }

    [Fact]
    public async Task Config_that_is_missing_is_named()
    {
        using var data = new TemporaryFolder();

        Assert.Equal("missing.yaml: no such file, or not readable.", await RefusalAsync(data, ["--config", "missing.yaml", "--port", $"{FreePort.Next()}"]));
    }

    [Fact]
    public async Task Error_in_the_config_is_named_with_file_line_and_key()
    {
        using var data = new TemporaryFolder();
        data.Write("my.yaml", """
            model_list:
              - model_name: m
                litellm_params:
                  model: openai/m
                  api_base: http://127.0.0.1:9/v1
                  rpm: many
            """);

        var line = await RefusalAsync(data, ["--config", "my.yaml", "--port", $"{FreePort.Next()}"]);

        Assert.StartsWith("my.yaml:6: model_list[0].litellm_params.rpm: found 'many'", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unknown_option_is_named()
    {
        using var data = new TemporaryFolder();

        Assert.Equal("--detailed_debig: unknown option; did you mean --detailed_debug?", await RefusalAsync(data, ["--detailed_debig", "--port", $"{FreePort.Next()}"]));
    }

    [Fact]
    public async Task Missing_sdk_is_named_with_the_way_to_install_it()
    {
        using var data = new TemporaryFolder();
        using var path = new TemporaryFolder();
        foreach (var program in (string[])["bash", "dirname"])
        {
            File.CreateSymbolicLink(path.File(program), Programs.Find(program));
        }

        var line = await RefusalAsync(data, ["--port", $"{FreePort.Next()}"], ("PATH", path.Path));

        Assert.StartsWith("The .NET 10 SDK is missing.", line, StringComparison.Ordinal);
        Assert.Contains("dotnet-sdk-10.0", line, StringComparison.Ordinal);
    }

    private static async Task<string> RefusalAsync(TemporaryFolder data, string[] arguments, params (string Name, string? Value)[] environment)
    {
        await using var script = GatewayPrograms.RunScript(data, arguments, environment);
        var result = await script.ExitAsync();
        Assert.Equal(1, result.ExitCode);
        Assert.Empty(script.Session());
        return Assert.Single(result.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
