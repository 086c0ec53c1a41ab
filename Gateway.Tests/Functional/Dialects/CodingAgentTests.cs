using System.Net;
using System.Text.Json;
using Gateway.Simulator;
using Gateway.Simulator.Configuration;

namespace Gateway.Tests.Functional.Dialects;

/// <summary>Requests in the forms in which Claude Code and Codex send them, in front of a vLLM server that speaks chat completions only.</summary>
public sealed class CodingAgentTests : IAsyncLifetime
{
    private const string CodexTools = """
        [{"type":"function","name":"exec_command","description":"Runs it","strict":false,"parameters":{"type":"object","properties":{"cmd":{"type":"string"}}}},
         {"type":"namespace","name":"team","description":"Other agents","tools":[{"type":"function","name":"close_agent","strict":false,"parameters":{"type":"object","properties":{"target":{"type":"string"}},"required":["target"]}}]},
         {"type":"custom","name":"apply_patch","description":"Changes files.","format":{"type":"grammar","syntax":"lark","definition":"start: LINE+"}}]
        """;

    private SimulatedFleet _fleet = null!;
    private GatewayServer _gateway = null!;

    private JsonElement Sent => _fleet["m"].LastRequest.Json();

    public async Task InitializeAsync()
    {
        _fleet = await SimulatedFleet.StartAsync(new EngineSettings { Name = "m", Model = "m", AnswerTokens = 20 });
        _gateway = await GatewayServer.StartAsync($$"""
            model_list:
              - model_name: m
                litellm_params: { model: hosted_vllm/m, api_base: "{{_fleet["m"].Address}}v1" }
            """);
    }

    public async Task DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _fleet.DisposeAsync();
    }

    [Fact]
    public async Task Claude_Code_is_answered_and_what_was_left_out_is_named()
    {
        using var response = await _gateway.PostAsync("/v1/messages?beta=true", """
            {"model":"m","max_tokens":32000,"stream":true,
             "system":[{"type":"text","text":"x-anthropic-billing-header: cc_version=2.0.0.abc;"},{"type":"text","text":"Write code.","cache_control":{"type":"ephemeral"}}],
             "messages":[{"role":"user","content":[{"type":"text","text":"<system-reminder>Today is Friday.</system-reminder>"},{"type":"text","text":"Hello","cache_control":{"type":"ephemeral"}}]},
               {"role":"system","content":"Two kinds of agents are there."}],
             "tools":[{"name":"Bash","description":"Runs it","input_schema":{"type":"object","properties":{"command":{"type":"string"}}},"eager_input_streaming":true}],
             "metadata":{"user_id":"{\"device_id\":\"d1\",\"account_uuid\":\"\",\"session_id\":\"s1\"}"},
             "thinking":{"type":"adaptive"},"context_management":{"edits":[{"type":"clear_thinking_20251015","keep":"all"}]},"output_config":{"effort":"xhigh"}}
            """);
        var events = await response.ChunksAsync();

        Assert.Equal("message_stop", events[^1].GetProperty("type").GetString());
        Assert.Equal(["system[].cache_control", "system[].x-anthropic-billing-header", "messages[].content[].cache_control", "tools[].eager_input_streaming", "context_management"], response.Header("x-litellm-dropped-params")!.Split(','));
        Assert.Equal("high", Sent.GetProperty("reasoning_effort").GetString());
        Assert.Equal("d1", Assert.Single(_gateway.SpendLogs.All).EndUser);
    }

    [Fact]
    public async Task System_stands_at_the_head_only()
    {
        using var response = await _gateway.PostAsync("/v1/messages", """
            {"model":"m","max_tokens":50,"system":"One.","messages":[{"role":"system","content":"Two."},{"role":"user","content":"Hello"},{"role":"system","content":"Three."},{"role":"assistant","content":"Hi"},{"role":"user","content":"Go on"}]}
            """);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(["system: One.\n\nTwo.", "user: Hello", "user: <system>\nThree.\n</system>", "assistant: Hi", "user: Go on"], Conversation());
    }

    [Fact]
    public async Task Tools_that_a_search_has_found_are_told_by_name()
    {
        using var response = await _gateway.PostAsync("/v1/messages", """
            {"model":"m","max_tokens":50,"tools":[{"name":"ToolSearch","input_schema":{"type":"object"}},{"name":"WebFetch","input_schema":{"type":"object"},"defer_loading":true}],
             "messages":[{"role":"user","content":"Find it"},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"ToolSearch","input":{"query":"web"}}]},
               {"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":[{"type":"tool_reference","tool_name":"WebFetch"}]},{"type":"text","text":"Tool loaded."}]}]}
            """);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(["tool: Tool found: WebFetch", "user: Tool loaded."], Conversation().TakeLast(2));
        Assert.Equal(2, Sent.GetProperty("tools").GetArrayLength());
    }

    [Fact]
    public async Task Codex_is_answered_and_developers_stand_at_the_head()
    {
        using var response = await CodexAsync("""
            {"type":"message","id":"msg_1","role":"developer","content":[{"type":"input_text","text":"Write code."}]},
            {"type":"message","id":"msg_2","role":"developer","content":[{"type":"input_text","text":"Ask "},{"type":"input_text","text":"first."}]},
            {"type":"message","id":"msg_3","role":"user","content":[{"type":"input_text","text":"Hello"}]}
            """);
        var events = await response.ChunksAsync();

        Assert.Equal("response.completed", Text(events[^1], "type"));
        Assert.Equal(["system: Write code.\n\nAsk first.", "user: Hello"], Conversation());
        Assert.Equal(["exec_command", "team__close_agent", "apply_patch"], Sent.GetProperty("tools").EnumerateArray().Select(tool => Text(tool.GetProperty("function"), "name")));
        Assert.Contains("start: LINE+", Text(Sent.GetProperty("tools")[2].GetProperty("function"), "description"), StringComparison.Ordinal);
        Assert.Equal(["tools[1].description", "reasoning.summary", "include", "prompt_cache_key", "client_metadata"], response.Header("x-litellm-dropped-params")!.Split(','));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Function_of_a_namespace_is_called_by_its_own_name(bool streamed)
    {
        var call = await CalledAsync("""{"type":"function","namespace":"team","name":"close_agent"}""", streamed);

        Assert.Equal(("function_call", "close_agent", "team"), (Text(call, "type"), Text(call, "name"), Text(call, "namespace")));
        Assert.Equal(JsonValueKind.Object, JsonDocument.Parse(Text(call, "arguments")).RootElement.ValueKind);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Custom_tool_is_called_with_a_text(bool streamed)
    {
        var call = await CalledAsync("""{"type":"custom","name":"apply_patch"}""", streamed);

        Assert.Equal(("custom_tool_call", "apply_patch"), (Text(call, "type"), Text(call, "name")));
        Assert.DoesNotContain("{", Text(call, "input"), StringComparison.Ordinal);
        Assert.NotEqual("", Text(call, "input"));
    }

    [Fact]
    public async Task Custom_tools_events_tell_its_input_once_it_is_whole()
    {
        using var response = await CodexAsync("""{"role":"user","content":"Patch it"}""", """{"type":"custom","name":"apply_patch"}""");
        var events = (await response.ChunksAsync()).Where(item => Text(item, "type").Contains("tool_call_input", StringComparison.Ordinal)).ToList();

        Assert.Equal(["response.custom_tool_call_input.delta", "response.custom_tool_call_input.done"], events.Select(item => Text(item, "type")));
        Assert.Equal(Text(events[0], "delta"), Text(events[1], "input"));
    }

    [Fact]
    public async Task Calls_and_their_results_go_back_under_the_models_names_and_pictures_follow_them()
    {
        using var response = await CodexAsync("""
            {"role":"user","content":"Look at it"},
            {"type":"function_call","call_id":"call_1","namespace":"team","name":"close_agent","arguments":"{\"target\":\"a\"}"},
            {"type":"custom_tool_call","call_id":"call_2","name":"apply_patch","input":"+ line \"one\""},
            {"type":"function_call_output","call_id":"call_1","output":[{"type":"input_text","text":"closed"},{"type":"input_image","image_url":"data:image/png;base64,iVBORw0KGgo="}]},
            {"type":"custom_tool_call_output","call_id":"call_2","output":"patched"}
            """);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var messages = Sent.GetProperty("messages");
        Assert.Equal(["user", "assistant", "tool", "tool", "user"], messages.EnumerateArray().Select(message => Text(message, "role")));
        var calls = messages[1].GetProperty("tool_calls").EnumerateArray().Select(call => call.GetProperty("function")).ToList();
        Assert.Equal(["team__close_agent", "apply_patch"], calls.Select(call => Text(call, "name")));
        Assert.Equal("+ line \"one\"", Text(JsonDocument.Parse(Text(calls[1], "arguments")).RootElement, "input"));
        Assert.Equal("image_url", Text(messages[4].GetProperty("content")[0], "type"));
    }

    [Fact]
    public async Task Only_allowed_tools_are_offered()
    {
        using var response = await CodexAsync("""{"role":"user","content":"Hello"}""", """{"type":"allowed_tools","mode":"required","tools":[{"type":"function","name":"exec_command"}]}""");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("exec_command", Text(Assert.Single(Sent.GetProperty("tools").EnumerateArray()).GetProperty("function"), "name"));
        Assert.Equal("required", Text(Sent, "tool_choice"));
    }

    private async Task<JsonElement> CalledAsync(string choice, bool streamed)
    {
        using var response = await CodexAsync("""{"role":"user","content":"Do it"}""", choice, streamed);
        var answer = streamed ? (await response.ChunksAsync())[^1].GetProperty("response") : await response.JsonAsync();
        return Assert.Single(answer.GetProperty("output").EnumerateArray());
    }

    private Task<HttpResponseMessage> CodexAsync(string input, string choice = "\"auto\"", bool streamed = true) => _gateway.PostAsync("/v1/responses", $$$"""
        {"model":"m","stream":{{{(streamed ? "true" : "false")}}},"input":[{{{input}}}],"tools":{{{CodexTools}}},"tool_choice":{{{choice}}},"parallel_tool_calls":true,"reasoning":{"summary":"auto"},
         "store":false,"include":["reasoning.encrypted_content"],"prompt_cache_key":"k","client_metadata":{"turn":"t"}}
        """);

    private IEnumerable<string> Conversation() => Sent.GetProperty("messages").EnumerateArray().Select(message => $"{Text(message, "role")}: {Text(message, "content")}");

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
