using System.Text;
using Gateway.Tests.Servers;

namespace Gateway.Tests.Scripts;

/// <summary>How <c>./run.sh</c> ends.</summary>
public sealed class RunScriptStopTests
{
    private const string LastLine = "Ctrl-C stops everything.";
    private const string Key = "sk-for-this-test";

    [Fact]
    public async Task Ctrl_c_stops_everything()
    {
        using var data = new TemporaryFolder();
        await using var script = GatewayPrograms.RunScript(data, ["--port", $"{FreePort.Next()}"]);
        await script.LineAsync(LastLine);

        await script.SignalGroupAsync("INT");

        Assert.Equal(130, (await script.ExitAsync()).ExitCode);
        Assert.Empty(script.Session());
    }

    [Fact]
    public async Task Sigterm_to_the_script_stops_everything()
    {
        using var data = new TemporaryFolder();
        await using var script = GatewayPrograms.RunScript(data, ["--port", $"{FreePort.Next()}"]);
        await script.LineAsync(LastLine);

        await script.SignalAsync("TERM");

        Assert.Equal(143, (await script.ExitAsync()).ExitCode);
        Assert.Empty(script.Session());
    }

    [Fact]
    public async Task Ctrl_c_while_the_fleet_starts_stops_everything()
    {
        using var data = new TemporaryFolder();
        await using var script = GatewayPrograms.RunScript(data, ["--port", $"{FreePort.Next()}"]);
        await script.LineAsync("Simulated fleet");

        await script.SignalGroupAsync("INT");

        Assert.Equal(130, (await script.ExitAsync()).ExitCode);
        Assert.Empty(script.Session());
    }

    [Fact]
    public async Task Answer_that_is_under_way_comes_to_its_end()
    {
        using var data = new TemporaryFolder();
        var port = FreePort.Next();
        await using var script = GatewayPrograms.RunScript(data, ["--port", $"{port}"], ("LITELLM_MASTER_KEY", Key));
        await script.LineAsync(LastLine);
        using var response = await StreamAsync(port, tokens: 300);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        var first = await reader.ReadLineAsync();

        await script.SignalAsync("TERM");

        Assert.StartsWith("data: {", first, StringComparison.Ordinal);
        Assert.EndsWith("data: [DONE]", (await reader.ReadToEndAsync()).TrimEnd(), StringComparison.Ordinal);
        Assert.Equal(143, (await script.ExitAsync()).ExitCode);
    }

    [Fact]
    public async Task Second_ctrl_c_waits_for_no_answer()
    {
        using var data = new TemporaryFolder();
        var port = FreePort.Next();
        await using var script = GatewayPrograms.RunScript(data, ["--port", $"{port}"], ("LITELLM_MASTER_KEY", Key));
        await script.LineAsync(LastLine);
        using var response = await StreamAsync(port, tokens: 30_000);
        await script.SignalGroupAsync("INT");
        await script.LineAsync("Stopping");

        await script.SignalGroupAsync("INT");

        Assert.Equal(130, (await script.ExitAsync()).ExitCode);
        Assert.Empty(script.Session());
    }

    [Fact]
    public async Task Script_ends_with_the_gateway()
    {
        using var data = new TemporaryFolder();
        await using var script = GatewayPrograms.RunScript(data, ["--port", $"{FreePort.Next()}"]);
        await script.LineAsync(LastLine);
        var gateway = script.Session().Single(id => CommandLine(id).Contains("Gateway.Proxy.dll", StringComparison.Ordinal));

        await script.SignalAsync("KILL", gateway);

        Assert.Equal(137, (await script.ExitAsync()).ExitCode);
        Assert.Empty(script.Session());
    }

    // Empty for a process that has ended meanwhile.
    private static string CommandLine(int id)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/cmdline");
        }
        catch (IOException)
        {
            return "";
        }
    }

    private static async Task<HttpResponseMessage> StreamAsync(int port, int tokens)
    {
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        http.DefaultRequestHeaders.Add("Authorization", $"Bearer {Key}");
        var body = $$"""{"model": "qwen-30b", "messages": [{"role": "user", "content": "Count"}], "stream": true, "max_tokens": {{tokens}}, "ignore_eos": true}""";
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }
}
