using System.Net;
using System.Text.Json;
using Gateway.Simulator;
using Gateway.Simulator.Configuration;
using Gateway.Simulator.Faults;
using Gateway.Tests.Upstreams;

namespace Gateway.Tests.Functional.Dialects;

/// <summary>One conversation with tools that moves from vLLM to Anthropic and back, in each dialect.</summary>
public sealed class DialectFallbackTests : IAsyncLifetime
{
    private const string ChatTools = ""","tools":[{"type":"function","function":{"name":"get_weather","parameters":{"type":"object","properties":{"location":{"type":"string"}},"required":["location"]}}}]""";
    private const string MessagesTools = ""","tools":[{"name":"get_weather","input_schema":{"type":"object","properties":{"location":{"type":"string"}},"required":["location"]}}]""";

    private SimulatedFleet _fleet = null!;
    private AnthropicServer _anthropic = null!;
    private GatewayServer _gateway = null!;

    public async Task InitializeAsync()
    {
        _fleet = await SimulatedFleet.StartAsync(new EngineSettings { Name = "m", Model = "m", AnswerTokens = 20, ReasoningField = ReasoningField.ReasoningContent });
        _anthropic = await AnthropicServer.StartServerAsync();
        _gateway = await GatewayServer.StartAsync($$"""
            model_list:
              - model_name: m
                litellm_params: { model: hosted_vllm/m, api_base: "{{_fleet["m"].Address}}v1", cooldown_time: 0 }
              - model_name: claude
                litellm_params: { model: anthropic/claude-sonnet-4-5, api_base: "{{_anthropic.Address}}", api_key: {{AnthropicServer.Key}}, cooldown_time: 0 }
            router_settings: { num_retries: 0, fallbacks: [{ m: [claude] }, { claude: [m] }] }
            """);
    }

    public async Task DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _anthropic.DisposeAsync();
        await _fleet.DisposeAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Chat_goes_on_with_Anthropic_and_comes_back(bool streamed)
    {
        var messages = new List<string> { """{"role":"user","content":"Weather in Paris?"}""" };

        // vLLM calls the tool, Anthropic reads its result, vLLM goes on.
        messages.Add(await ChatAsync(messages, streamed, "m"));
        messages.Add($$"""{"role":"tool","tool_call_id":"{{CallId(messages[^1])}}","content":"21 degrees"}""");
        _fleet["m"].Faults = EngineFaults.OfStatus(503);
        messages.Add(await ChatAsync(messages, streamed, "claude"));
        messages.Add("""{"role":"user","content":"And tomorrow?"}""");
        messages.Add(await ChatAsync(messages, streamed, "claude"));
        messages.Add($$"""{"role":"tool","tool_call_id":"{{CallId(messages[^1])}}","content":"23 degrees"}""");
        _fleet["m"].Faults = EngineFaults.None;
        await ChatAsync(messages, streamed, "m");

        Assert.Equal(7, _fleet["m"].LastRequest.Json().GetProperty("messages").GetArrayLength());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Messages_go_on_with_Anthropic_and_come_back(bool streamed)
    {
        var messages = new List<string> { """{"role":"user","content":"Weather in Paris?"}""" };

        messages.Add(await MessageAsync(messages, streamed, "m"));
        messages.Add(ToolResult(messages[^1], "21 degrees"));
        _fleet["m"].Faults = EngineFaults.OfStatus(503);
        messages.Add(await MessageAsync(messages, streamed, "claude"));
        messages.Add("""{"role":"user","content":"And tomorrow?"}""");
        messages.Add(await MessageAsync(messages, streamed, "claude"));
        messages.Add(ToolResult(messages[^1], "23 degrees"));
        _fleet["m"].Faults = EngineFaults.None;
        await MessageAsync(messages, streamed, "m");

        Assert.Equal(7, _fleet["m"].LastRequest.Json().GetProperty("messages").GetArrayLength());
    }

    [Theory]
    [InlineData("/v1/chat/completions")]
    [InlineData("/v1/messages")]
    public async Task Anthropic_that_is_overloaded_is_replaced_by_vLLM(string path)
    {
        _anthropic.Fault = AnthropicFault.Overloaded;

        using var response = await _gateway.PostAsync(path, """{"model":"claude","max_tokens":50,"messages":[{"role":"user","content":"Hello"}]}""");

        Assert.Equal("m", (await response.JsonAsync()).GetProperty("model").GetString());
        Assert.Equal("1", response.Header("x-litellm-attempted-fallbacks"));
    }

    [Theory]
    [InlineData("/v1/chat/completions", "data: [DONE]\n\n")]
    [InlineData("/v1/messages", "data: {\"type\":\"message_stop\"}\n\n")]
    public async Task Stream_of_Anthropic_that_fails_before_its_first_output_is_replaced_by_vLLMs(string path, string ending)
    {
        _anthropic.Fault = AnthropicFault.ErrorEventFirst;

        using var response = await _gateway.PostAsync(path, """{"model":"claude","max_tokens":50,"stream":true,"messages":[{"role":"user","content":"Hello"}]}""");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.EndsWith(ending, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private async Task<string> ChatAsync(List<string> messages, bool streamed, string answeredBy)
    {
        using var response = await _gateway.PostAsync("/v1/chat/completions", $$"""{"model":"m","max_tokens":500,"messages":[{{string.Join(',', messages)}}]{{ChatTools}}{{(streamed ? ",\"stream\":true" : "")}}}""");
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        Assert.Equal(answeredBy, response.Header("x-litellm-model-group"));
        return streamed ? Assembled.ChatMessage(await response.ChunksAsync()) : (await response.JsonAsync()).GetProperty("choices")[0].GetProperty("message").GetRawText();
    }

    private async Task<string> MessageAsync(List<string> messages, bool streamed, string answeredBy)
    {
        using var response = await _gateway.PostAsync("/v1/messages", $$"""{"model":"m","max_tokens":500,"messages":[{{string.Join(',', messages)}}]{{MessagesTools}}{{(streamed ? ",\"stream\":true" : "")}}}""");
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        Assert.Equal(answeredBy, response.Header("x-litellm-model-group"));
        var content = streamed ? Assembled.Content(await response.ChunksAsync()) : (await response.JsonAsync()).GetProperty("content").GetRawText();
        return $$"""{"role":"assistant","content":{{content}}}""";
    }

    private static string CallId(string message) => JsonDocument.Parse(message).RootElement.GetProperty("tool_calls")[0].GetProperty("id").GetString()!;

    private static string ToolResult(string message, string text)
    {
        var call = JsonDocument.Parse(message).RootElement.GetProperty("content").EnumerateArray().Single(block => block.GetProperty("type").GetString() == "tool_use");
        return $$"""{"role":"user","content":[{"type":"tool_result","tool_use_id":"{{call.GetProperty("id").GetString()}}","content":"{{text}}"}]}""";
    }
}
