using System.Text.Json;
using Gateway.Simulator;
using Gateway.Simulator.Configuration;
using Gateway.Tests.Servers;

namespace Gateway.Tests.Scripts;

/// <summary><c>./run.sh</c> when all is well.</summary>
public sealed class RunScriptTests
{
    private const string LastLine = "Ctrl-C stops everything.";

    [Fact]
    public async Task Prints_address_key_and_a_curl_that_answers_when_pasted()
    {
        using var data = new TemporaryFolder();
        var port = FreePort.Next();
        await using var script = GatewayPrograms.RunScript(data, ["--port", $"{port}"]);

        await script.LineAsync(LastLine);

        Assert.Contains($"The gateway is ready:  http://localhost:{port}", script.Output, StringComparison.Ordinal);
        Assert.Contains($"Master key:            {await File.ReadAllTextAsync(data.File("master-key"))}", script.Output, StringComparison.Ordinal);
        Assert.NotEmpty(await AnswerToPastedCurlAsync(script));
    }

    [Fact]
    public async Task Serves_every_model_of_the_repositorys_config()
    {
        using var data = new TemporaryFolder();
        var port = FreePort.Next();
        await using var script = GatewayPrograms.RunScript(data, [$"--port={port}"], ("LITELLM_MASTER_KEY", "sk-for-this-test"));
        await script.LineAsync(LastLine);
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        http.DefaultRequestHeaders.Add("Authorization", "Bearer sk-for-this-test");

        using var health = JsonDocument.Parse(await http.GetStringAsync("/health"));

        Assert.Equal((5, 0), (health.RootElement.GetProperty("healthy_count").GetInt32(), health.RootElement.GetProperty("unhealthy_count").GetInt32()));
    }

    [Fact]
    public async Task Admin_site_is_there_and_the_printed_password_opens_it()
    {
        using var data = new TemporaryFolder();
        var port = FreePort.Next();
        await using var script = GatewayPrograms.RunScript(data, ["--port", $"{port}"], ("UI_USERNAME", null), ("UI_PASSWORD", null));
        await script.LineAsync(LastLine);
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri($"http://localhost:{port}") };
        var form = await http.GetStringAsync("/ui/sign-in");
        var token = form.Split("__RequestVerificationToken\" value=\"")[1].Split('"')[0];

        using var response = await http.PostAsync("/ui/sign-in", new FormUrlEncodedContent(
            [new("_handler", "sign-in"), new("__RequestVerificationToken", token), new("Username", "admin"), new("Secret", await File.ReadAllTextAsync(data.File("master-key")))]));

        Assert.Contains($"Admin site:            http://localhost:{port}/ui  (user name: admin, password: the master key)", script.Output, StringComparison.Ordinal);
        Assert.Equal("/ui/", response.Headers.Location?.ToString());
    }

    [Fact]
    public async Task Port_comes_from_the_environment_too()
    {
        using var data = new TemporaryFolder();
        var port = FreePort.Next();
        await using var script = GatewayPrograms.RunScript(data, [], ("PORT", $"{port}"));

        await script.LineAsync(LastLine);

        Assert.NotEmpty(await AnswerToPastedCurlAsync(script));
    }

    [Fact]
    public async Task Config_of_the_users_own_runs_the_gateway_alone()
    {
        await using var fleet = await SimulatedFleet.StartAsync(new EngineSettings { Model = "mine" });
        using var data = new TemporaryFolder();
        data.Write("my.yaml", $"model_list: [{{ model_name: my-model, litellm_params: {{ model: openai/mine, api_base: {fleet[0].Address}v1 }} }}]");
        await using var script = GatewayPrograms.RunScript(data, ["--config", "my.yaml", "--port", $"{FreePort.Next()}"]);

        await script.LineAsync(LastLine);

        Assert.DoesNotContain("Simulated", script.Output, StringComparison.Ordinal);
        Assert.Contains("\"model\": \"my-model\"", script.Output, StringComparison.Ordinal);
        Assert.NotEmpty(await AnswerToPastedCurlAsync(script));
        Assert.Equal(1, fleet[0].Counters.Received);
    }

    [Fact]
    public async Task Key_of_an_earlier_run_is_not_printed_where_the_config_has_another()
    {
        using var data = new TemporaryFolder();
        data.Write("master-key", "sk-of-an-earlier-run");
        data.Write("my.yaml", """
            model_list: [{ model_name: my-model, litellm_params: { model: openai/mine, api_base: "http://127.0.0.1:9/v1" } }]
            general_settings: { master_key: sk-of-the-config }
            """);
        await using var script = GatewayPrograms.RunScript(data, ["--config", "my.yaml", "--port", $"{FreePort.Next()}"]);

        await script.LineAsync(LastLine);

        Assert.Contains("Master key:            the master_key of my.yaml", script.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("sk-of", script.Everything, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Validates_a_config_without_starting_anything()
    {
        using var data = new TemporaryFolder();
        await using var script = GatewayPrograms.RunScript(data, ["--validate-config"]);

        var result = await script.ExitAsync();

        Assert.EndsWith("config.yaml: valid, 5 deployments, 0 warnings.", result.Succeeded().Output.TrimEnd(), StringComparison.Ordinal);
        Assert.DoesNotContain("Simulated", result.Output, StringComparison.Ordinal);
    }

    private static async Task<string> AnswerToPastedCurlAsync(RunningProgram script)
    {
        var curl = script.Output[script.Output.IndexOf("  curl ", StringComparison.Ordinal)..];
        curl = curl[..curl.IndexOf(LastLine, StringComparison.Ordinal)];
        var result = await RunningProgram.RunAsync("bash", ["-c", curl], []);
        using var answer = JsonDocument.Parse(result.Succeeded().Output);
        return answer.RootElement.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString()!;
    }
}
