using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using Gateway.Tests.Scripts;
using Gateway.Tests.Upstreams;

namespace Gateway.Tests.Functional.Dialects;

/// <summary>
/// Each folder of <c>Golden</c> is one exchange: what the client sends, what the provider must get, what it answers, what the client
/// must get. With <c>GOLDEN_UPDATE=1</c> what comes is written instead of compared; read the difference before you keep it.
/// </summary>
public sealed partial class GoldenTests
{
    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Theory]
    [InlineData("chat-over-anthropic", "/v1/chat/completions", "anthropic/upstream-model")]
    [InlineData("chat-over-anthropic-streamed", "/v1/chat/completions", "anthropic/upstream-model")]
    [InlineData("messages-over-vllm", "/v1/messages", "hosted_vllm/upstream-model")]
    [InlineData("messages-over-vllm-streamed", "/v1/messages", "hosted_vllm/upstream-model")]
    [InlineData("responses-over-vllm", "/v1/responses", "hosted_vllm/upstream-model")]
    [InlineData("responses-over-vllm-streamed", "/v1/responses", "hosted_vllm/upstream-model")]
    public async Task Exchange(string folder, string path, string model)
    {
        var isStream = File.Exists(Of(folder, "upstream-answer.sse"));
        var ending = isStream ? "sse" : "json";
        var script = await File.ReadAllTextAsync(Of(folder, "upstream-answer." + ending));
        await using var server = await ScriptedServer.StartServerAsync(isStream ? "text/event-stream" : "application/json", script);
        await using var gateway = await GatewayServer.StartAsync($$"""
            model_list:
              - model_name: m
                litellm_params: { model: {{model}}, api_base: "{{server.Address}}v1", api_key: none }
            """);

        using var response = await gateway.PostAsync(path, await File.ReadAllTextAsync(Of(folder, "request.json")));
        var answer = await response.Content.ReadAsStringAsync();

        Assert.True(response.IsSuccessStatusCode, answer);
        await HoldAsync(Of(folder, "upstream-request.json"), JsonSerializer.Serialize(server.LastRequest.Json, s_indented) + "\n");
        await HoldAsync(Of(folder, "answer." + ending), Steady(isStream ? answer : JsonSerializer.Serialize(JsonDocument.Parse(answer).RootElement, s_indented) + "\n"));
    }

    private static async Task HoldAsync(string path, string actual)
    {
        if (Environment.GetEnvironmentVariable("GOLDEN_UPDATE") == "1")
        {
            await File.WriteAllTextAsync(path, actual);
        }

        Assert.Equal(await File.ReadAllTextAsync(path), actual);
    }

    // Ids and times differ from run to run.
    private static string Steady(string text) => Times().Replace(Ids().Replace(text, "$1_0"), "$1 0");

    private static string Of(string folder, string file) => Repository.File("Gateway.Tests", "Golden", folder, file);

    [GeneratedRegex("\\b(resp|msg|rs|fc)_[0-9a-f]{32}")]
    private static partial Regex Ids();

    [GeneratedRegex("(\"created(?:_at)?\":) ?[0-9]+")]
    private static partial Regex Times();
}
