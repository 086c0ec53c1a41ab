using System.Net;
using System.Text.Json;
using Gateway.Simulator;
using Gateway.Simulator.Configuration;
using Gateway.Simulator.Faults;
using Gateway.Tests.Upstreams;

namespace Gateway.Tests.Functional.Dialects;

/// <summary>One conversation with tools that moves from vLLM to Anthropic or Azure and back, in each dialect, and what their failures look like in each.</summary>
public sealed class DialectFallbackTests : IAsyncLifetime
{
    private const string ChatTools = ""","tools":[{"type":"function","function":{"name":"get_weather","parameters":{"type":"object","properties":{"location":{"type":"string"}},"required":["location"]}}}]""";
    private const string MessagesTools = ""","tools":[{"name":"get_weather","input_schema":{"type":"object","properties":{"location":{"type":"string"}},"required":["location"]}}]""";

    private const string ResponsesTools = ""","tools":[{"type":"function","name":"get_weather","parameters":{"type":"object","properties":{"location":{"type":"string"}},"required":["location"]}}]""";

    private SimulatedFleet _fleet = null!;
    private AnthropicServer _anthropic = null!;
    private AzureServer _azure = null!;
    private GatewayServer _gateway = null!;

    public async Task InitializeAsync()
    {
        _fleet = await SimulatedFleet.StartAsync(new EngineSettings { Name = "m", Model = "m", AnswerTokens = 20, ReasoningField = ReasoningField.ReasoningContent });
        _anthropic = await AnthropicServer.StartServerAsync();
        _azure = await AzureServer.StartServerAsync();
        _gateway = await GatewayServer.StartAsync($$"""
            model_list:
              - model_name: m
                litellm_params: { model: hosted_vllm/m, api_base: "{{_fleet["m"].Address}}v1", cooldown_time: 0 }
              - model_name: claude
                litellm_params: { model: anthropic/claude-sonnet-4-5, api_base: "{{_anthropic.Address}}", api_key: {{AnthropicServer.Key}}, cooldown_time: 0 }
              - model_name: over-azure
                litellm_params: { model: hosted_vllm/m, api_base: "{{_fleet["m"].Address}}v1", cooldown_time: 0 }
              - model_name: azure
                litellm_params: { model: azure/gpt-4o-eu, api_base: "{{_azure.Address}}", api_key: {{AzureServer.Key}}, cooldown_time: 0 }
              - model_name: only-claude
                litellm_params: { model: anthropic/claude-sonnet-4-5, api_base: "{{_anthropic.Address}}", api_key: {{AnthropicServer.Key}}, cooldown_time: 0 }
              - model_name: only-azure
                litellm_params: { model: azure/gpt-4o-eu, api_base: "{{_azure.Address}}", api_key: {{AzureServer.Key}}, cooldown_time: 0 }
            router_settings: { num_retries: 0, fallbacks: [{ m: [claude] }, { claude: [m] }, { over-azure: [azure] }, { azure: [m] }] }
            """);
    }

    public async Task DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _azure.DisposeAsync();
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
    [InlineData(false)]
    [InlineData(true)]
    public async Task Responses_go_on_with_Anthropic_and_come_back(bool streamed)
    {
        var items = new List<string> { """{"role":"user","content":"Weather in Paris?"}""" };

        items.AddRange(await ResponseAsync(items, streamed, "m", "m"));
        items.Add(CallOutput(items[^1], "21 degrees"));
        _fleet["m"].Faults = EngineFaults.OfStatus(503);
        items.AddRange(await ResponseAsync(items, streamed, "m", "claude"));
        items.Add("""{"role":"user","content":"And tomorrow?"}""");
        items.AddRange(await ResponseAsync(items, streamed, "m", "claude"));
        items.Add(CallOutput(items[^1], "23 degrees"));
        _fleet["m"].Faults = EngineFaults.None;
        await ResponseAsync(items, streamed, "m", "m");

        var roles = _fleet["m"].LastRequest.Json().GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("role").GetString());
        Assert.Equal(["user", "assistant", "tool", "assistant", "user", "assistant", "tool"], roles);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Chat_goes_on_with_Azure_and_comes_back(bool streamed)
    {
        var messages = new List<string> { """{"role":"user","content":"Weather in Paris?"}""" };

        messages.Add(await ChatAsync(messages, streamed, "over-azure", "over-azure"));
        messages.Add($$"""{"role":"tool","tool_call_id":"{{CallId(messages[^1])}}","content":"21 degrees"}""");
        _fleet["m"].Faults = EngineFaults.OfStatus(503);
        messages.Add(await ChatAsync(messages, streamed, "azure", "over-azure"));
        messages.Add("""{"role":"user","content":"Thanks"}""");
        _fleet["m"].Faults = EngineFaults.None;
        await ChatAsync(messages, streamed, "over-azure", "over-azure");

        Assert.Equal(["user", "assistant", "tool"], RolesAtAzure());
        Assert.Equal(5, _fleet["m"].LastRequest.Json().GetProperty("messages").GetArrayLength());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Messages_go_on_with_Azure_and_come_back(bool streamed)
    {
        var messages = new List<string> { """{"role":"user","content":"Weather in Paris?"}""" };

        messages.Add(await MessageAsync(messages, streamed, "over-azure", "over-azure"));
        messages.Add(ToolResult(messages[^1], "21 degrees"));
        _fleet["m"].Faults = EngineFaults.OfStatus(503);
        messages.Add(await MessageAsync(messages, streamed, "azure", "over-azure"));
        messages.Add("""{"role":"user","content":"Thanks"}""");
        _fleet["m"].Faults = EngineFaults.None;
        await MessageAsync(messages, streamed, "over-azure", "over-azure");

        Assert.Equal(["user", "assistant", "tool"], RolesAtAzure());
        Assert.Equal(5, _fleet["m"].LastRequest.Json().GetProperty("messages").GetArrayLength());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Responses_go_on_with_Azure_and_come_back(bool streamed)
    {
        var items = new List<string> { """{"role":"user","content":"Weather in Paris?"}""" };

        items.AddRange(await ResponseAsync(items, streamed, "over-azure", "over-azure"));
        items.Add(CallOutput(items[^1], "21 degrees"));
        _fleet["m"].Faults = EngineFaults.OfStatus(503);
        items.AddRange(await ResponseAsync(items, streamed, "over-azure", "azure"));
        items.Add("""{"role":"user","content":"Thanks"}""");
        _fleet["m"].Faults = EngineFaults.None;
        await ResponseAsync(items, streamed, "over-azure", "over-azure");

        Assert.Equal(["user", "assistant", "tool"], RolesAtAzure());
        Assert.Equal(5, _fleet["m"].LastRequest.Json().GetProperty("messages").GetArrayLength());
    }

    [Theory]
    [InlineData("/v1/chat/completions")]
    [InlineData("/v1/messages")]
    [InlineData("/v1/responses")]
    public async Task Anthropic_that_is_overloaded_is_replaced_by_vLLM(string path)
    {
        _anthropic.Fault = AnthropicFault.Overloaded;

        using var response = await AskAsync(path, "claude");

        Assert.Equal("m", (await response.JsonAsync()).GetProperty("model").GetString());
        Assert.Equal("1", response.Header("x-litellm-attempted-fallbacks"));
    }

    [Theory]
    [InlineData("/v1/chat/completions", 503)]
    [InlineData("/v1/messages", 429)]
    [InlineData("/v1/responses", 429)]
    public async Task Azure_that_fails_is_replaced_by_vLLM(string path, int status)
    {
        _azure.FailWith = status;

        using var response = await AskAsync(path, "azure");

        Assert.Equal("m", (await response.JsonAsync()).GetProperty("model").GetString());
        Assert.Equal("1", response.Header("x-litellm-attempted-fallbacks"));
    }

    [Theory]
    [InlineData("/v1/chat/completions", "only-claude", "3")]
    [InlineData("/v1/messages", "only-claude", "3")]
    [InlineData("/v1/responses", "only-claude", "3")]
    [InlineData("/v1/chat/completions", "only-azure", "7")]
    [InlineData("/v1/messages", "only-azure", "7")]
    [InlineData("/v1/responses", "only-azure", "7")]
    public async Task Rate_limit_of_a_provider_says_when_to_come_back(string path, string model, string seconds)
    {
        (_anthropic.Fault, _azure.FailWith) = (AnthropicFault.RateLimited, 429);

        using var response = await AskAsync(path, model);

        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
        Assert.Equal(seconds, response.Header("retry-after"));
        Assert.NotEqual("", (await response.ErrorAsync()).GetProperty("message").GetString());
    }

    [Theory]
    [InlineData("/v1/chat/completions", "data: [DONE]\n\n")]
    [InlineData("/v1/messages", "data: {\"type\":\"message_stop\"}\n\n")]
    public async Task Stream_of_Anthropic_that_fails_before_its_first_output_is_replaced_by_vLLMs(string path, string ending)
    {
        _anthropic.Fault = AnthropicFault.ErrorEventFirst;

        using var response = await AskAsync(path, "claude", streamed: true);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.EndsWith(ending, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/v1/chat/completions", nameof(AnthropicFault.ErrorEventLater), "\"error\":{")]
    [InlineData("/v1/chat/completions", nameof(AnthropicFault.CloseLater), "\"error\":{")]
    [InlineData("/v1/messages", nameof(AnthropicFault.ErrorEventLater), "\"type\":\"error\"")]
    [InlineData("/v1/messages", nameof(AnthropicFault.CloseLater), "\"type\":\"error\"")]
    [InlineData("/v1/responses", nameof(AnthropicFault.ErrorEventLater), "\"type\":\"response.failed\"")]
    [InlineData("/v1/responses", nameof(AnthropicFault.CloseLater), "\"type\":\"response.failed\"")]
    public async Task Stream_of_Anthropic_that_fails_later_ends_with_the_dialects_error(string path, string fault, string error)
    {
        _anthropic.Fault = Enum.Parse<AnthropicFault>(fault);

        Assert.Contains(error, await LastEventAsync(path, "claude"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/v1/chat/completions", "\"error\":{")]
    [InlineData("/v1/messages", "\"type\":\"error\"")]
    [InlineData("/v1/responses", "\"type\":\"response.failed\"")]
    public async Task Stream_of_Azure_that_breaks_off_ends_with_the_dialects_error(string path, string error)
    {
        _azure.BreaksOff = true;

        Assert.Contains(error, await LastEventAsync(path, "azure"), StringComparison.Ordinal);
    }

    private Task<HttpResponseMessage> AskAsync(string path, string model, bool streamed = false)
    {
        var prompt = path == "/v1/responses" ? "\"input\":\"Hello\"" : "\"max_tokens\":50,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]";
        return _gateway.PostAsync(path, $$"""{"model":"{{model}}","stream":{{(streamed ? "true" : "false")}},{{prompt}}}""");
    }

    private async Task<string> LastEventAsync(string path, string model)
    {
        using var response = await AskAsync(path, model, streamed: true);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return (await response.Content.ReadAsStringAsync()).TrimEnd().Split("\n\n")[^1];
    }

    private IEnumerable<string?> RolesAtAzure() => _azure.LastRequest.Json.GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("role").GetString());

    private async Task<IEnumerable<string>> ResponseAsync(List<string> items, bool streamed, string model, string answeredBy)
    {
        using var response = await _gateway.PostAsync("/v1/responses", $$"""{"model":"{{model}}","store":false,"max_output_tokens":500,"input":[{{string.Join(',', items)}}]{{ResponsesTools}}{{(streamed ? ",\"stream\":true" : "")}}}""");
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        Assert.Equal(answeredBy, response.Header("x-litellm-model-group"));
        var answer = streamed ? (await response.ChunksAsync())[^1].GetProperty("response") : await response.JsonAsync();
        return answer.GetProperty("output").EnumerateArray().Select(item => item.GetRawText()).ToList();
    }

    private async Task<string> ChatAsync(List<string> messages, bool streamed, string answeredBy, string model = "m")
    {
        using var response = await _gateway.PostAsync("/v1/chat/completions", $$"""{"model":"{{model}}","max_tokens":500,"messages":[{{string.Join(',', messages)}}]{{ChatTools}}{{(streamed ? ",\"stream\":true" : "")}}}""");
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        Assert.Equal(answeredBy, response.Header("x-litellm-model-group"));
        return streamed ? Assembled.ChatMessage(await response.ChunksAsync()) : (await response.JsonAsync()).GetProperty("choices")[0].GetProperty("message").GetRawText();
    }

    private async Task<string> MessageAsync(List<string> messages, bool streamed, string answeredBy, string model = "m")
    {
        using var response = await _gateway.PostAsync("/v1/messages", $$"""{"model":"{{model}}","max_tokens":500,"messages":[{{string.Join(',', messages)}}]{{MessagesTools}}{{(streamed ? ",\"stream\":true" : "")}}}""");
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        Assert.Equal(answeredBy, response.Header("x-litellm-model-group"));
        var content = streamed ? Assembled.Content(await response.ChunksAsync()) : (await response.JsonAsync()).GetProperty("content").GetRawText();
        return $$"""{"role":"assistant","content":{{content}}}""";
    }

    private static string CallId(string message) => JsonDocument.Parse(message).RootElement.GetProperty("tool_calls")[0].GetProperty("id").GetString()!;

    private static string CallOutput(string item, string text) =>
        $$"""{"type":"function_call_output","call_id":"{{JsonDocument.Parse(item).RootElement.GetProperty("call_id").GetString()}}","output":"{{text}}"}""";

    private static string ToolResult(string message, string text)
    {
        var call = JsonDocument.Parse(message).RootElement.GetProperty("content").EnumerateArray().Single(block => block.GetProperty("type").GetString() == "tool_use");
        return $$"""{"role":"user","content":[{"type":"tool_result","tool_use_id":"{{call.GetProperty("id").GetString()}}","content":"{{text}}"}]}""";
    }
}
