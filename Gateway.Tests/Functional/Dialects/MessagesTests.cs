using System.Net;
using System.Text.Json;
using Gateway.Simulator;
using Gateway.Simulator.Configuration;
using Gateway.Simulator.Faults;
using Gateway.Tests.Upstreams;

namespace Gateway.Tests.Functional.Dialects;

/// <summary>Anthropic's dialect in front of a vLLM server that speaks chat completions, and of one that speaks it itself.</summary>
public sealed class MessagesTests : IAsyncLifetime
{
    private const string Tools = ""","tools":[{"name":"get_weather","description":"Weather","input_schema":{"type":"object","properties":{"location":{"type":"string"}},"required":["location"]}}]""";

    private SimulatedFleet _fleet = null!;
    private AnthropicServer _anthropic = null!;
    private GatewayServer _gateway = null!;

    public async Task InitializeAsync()
    {
        _fleet = await SimulatedFleet.StartAsync(
            new EngineSettings { Name = "m", Model = "m", AnswerTokens = 20 },
            new EngineSettings { Name = "thinker", Model = "m", AnswerTokens = 20, ReasoningField = ReasoningField.ReasoningContent });
        _anthropic = await AnthropicServer.StartServerAsync();
        _gateway = await GatewayServer.StartAsync($$"""
            model_list:
              - model_name: m
                litellm_params: { model: openai/m, api_base: "{{_fleet["m"].Address}}v1" }
              - model_name: thinker
                litellm_params: { model: hosted_vllm/m, api_base: "{{_fleet["thinker"].Address}}v1" }
              - model_name: claude
                litellm_params: { model: anthropic/claude-sonnet-4-5, api_base: "{{_anthropic.Address}}", api_key: {{AnthropicServer.Key}} }
              - model_name: compatible
                litellm_params: { model: groq/m, api_base: "{{_fleet["m"].Address}}v1", api_key: none }
            """);
    }

    public async Task DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _anthropic.DisposeAsync();
        await _fleet.DisposeAsync();
    }

    [Fact]
    public async Task Message_is_answered()
    {
        using var response = await AskAsync("m");
        var answer = await response.JsonAsync();

        Assert.Equal(("message", "assistant", "m"), (Text(answer, "type"), Text(answer, "role"), Text(answer, "model")));
        Assert.Equal("text", Text(answer.GetProperty("content")[0], "type"));
        Assert.Equal("end_turn", Text(answer, "stop_reason"));
        Assert.Equal(20, answer.GetProperty("usage").GetProperty("output_tokens").GetInt32());
    }

    [Fact]
    public async Task Call_has_its_id_where_Anthropics_clients_look_for_it()
    {
        using var answered = await AskAsync("m");
        using var refused = await AskAsync("unknown");
        using var native = await AskAsync("claude");

        Assert.Equal(answered.Header("x-litellm-call-id"), answered.Header("request-id"));
        Assert.Equal(Text(await refused.JsonAsync(), "request_id"), refused.Header("request-id"));
        Assert.Equal("req_011", native.Header("request-id"));
    }

    [Fact]
    public async Task Keys_own_limits_are_told_under_Anthropics_names_too()
    {
        await using var gateway = await GatewayServer.StartAsync($$"""
            model_list:
              - model_name: claude
                litellm_params: { model: anthropic/claude-sonnet-4-5, api_base: "{{_anthropic.Address}}", api_key: {{AnthropicServer.Key}} }
            general_settings: { rate_limit_config: { limited: { rpm: 7, tpm: 10000 } } }
            """);
        using var client = gateway.NewClient("limited");

        using var response = await gateway.PostAsync("/v1/messages", """{"model":"claude","max_tokens":50,"messages":[{"role":"user","content":"Hello"}]}""", client);

        Assert.Equal(("7", "6"), (response.Header("anthropic-ratelimit-requests-limit"), response.Header("anthropic-ratelimit-requests-remaining")));
        Assert.Equal("10000", response.Header("anthropic-ratelimit-tokens-limit"));
    }

    [Fact]
    public async Task Events_come_in_Anthropics_order()
    {
        using var response = await AskAsync("m", ",\"stream\":true");
        var events = await response.ChunksAsync();

        var types = events.Select(item => Text(item, "type")).ToList();
        Assert.Equal(["message_start", "content_block_start", "content_block_delta"], types.Take(3));
        Assert.Equal(["content_block_stop", "message_delta", "message_stop"], types.TakeLast(3));
        Assert.All(types.Skip(2).SkipLast(3), type => Assert.Equal("content_block_delta", type));
        Assert.Equal(20, events[^2].GetProperty("usage").GetProperty("output_tokens").GetInt32());
    }

    [Fact]
    public async Task Streamed_answer_is_logged_with_its_usage()
    {
        using var response = await AskAsync("m", ",\"stream\":true");
        await response.Content.ReadAsStringAsync();

        var log = Assert.Single(_gateway.SpendLogs.All);
        Assert.Equal((200, 20), (log.Status, log.Usage.CompletionTokens));
    }

    [Fact]
    public async Task Reasoning_becomes_a_thinking_block_before_the_text()
    {
        using var whole = await AskAsync("thinker");
        using var streamed = await AskAsync("thinker", ",\"stream\":true");
        var blocks = (await streamed.ChunksAsync()).Where(item => Text(item, "type") == "content_block_start").Select(item => Text(item.GetProperty("content_block"), "type"));

        Assert.Equal(["thinking", "text"], (await whole.JsonAsync()).GetProperty("content").EnumerateArray().Select(block => Text(block, "type")));
        Assert.Equal(["thinking", "text"], blocks);
    }

    [Fact]
    public async Task Tool_is_called_and_its_result_answered()
    {
        using var first = await AskAsync("m", Tools + ",\"tool_choice\":{\"type\":\"any\"}");
        var call = (await first.JsonAsync()).GetProperty("content").EnumerateArray().Single(block => Text(block, "type") == "tool_use");
        using var second = await _gateway.PostAsync("/v1/messages", $$"""
            {"model":"m","max_tokens":100,"messages":[{"role":"user","content":"Weather?"},{"role":"assistant","content":[{{call.GetRawText()}}]},
              {"role":"user","content":[{"type":"tool_result","tool_use_id":"{{Text(call, "id")}}","content":"21 degrees"}]}]{{Tools}}}
            """);

        Assert.Equal("tool_use", Text(await first.JsonAsync(), "stop_reason"));
        Assert.Equal("end_turn", Text(await second.JsonAsync(), "stop_reason"));
        Assert.Equal("tool", _fleet["m"].LastRequest.Json().GetProperty("messages")[2].GetProperty("role").GetString());
    }

    [Fact]
    public async Task Image_reaches_the_model_whole()
    {
        using var response = await _gateway.PostAsync("/v1/messages", """
            {"model":"m","max_tokens":10,"messages":[{"role":"user","content":[{"type":"text","text":"What is it?"},{"type":"image","source":{"type":"base64","media_type":"image/png","data":"iVBORw0KGgo="}}]}]}
            """);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var part = _fleet["m"].LastRequest.Json().GetProperty("messages")[0].GetProperty("content")[1];
        Assert.Equal("data:image/png;base64,iVBORw0KGgo=", part.GetProperty("image_url").GetProperty("url").GetString());
    }

    [Fact]
    public async Task Tokens_are_counted_by_the_models_own_tokenizer()
    {
        using var response = await _gateway.PostAsync("/v1/messages/count_tokens", """{"model":"m","system":"Be brief.","messages":[{"role":"user","content":"Hello there"}]}""");

        Assert.True((await response.JsonAsync()).GetProperty("input_tokens").GetInt32() > 0);
        Assert.Equal("/tokenize", _fleet["m"].LastRequest.Path);
    }

    [Fact]
    public async Task Server_without_a_tokenizer_is_not_asked()
    {
        using var response = await _gateway.PostAsync("/v1/messages/count_tokens", """{"model":"compatible","messages":[{"role":"user","content":"Hello there"}]}""");

        Assert.True((await response.JsonAsync()).GetProperty("input_tokens").GetInt32() > 0);
        Assert.Equal(0, _fleet["m"].Counters.Received);
    }

    [Theory]
    [InlineData("""{"model":"nobody","max_tokens":1,"messages":[{"role":"user","content":"x"}]}""", 404, "not_found_error")]
    [InlineData("""{"model":"m","max_tokens":1}""", 400, "invalid_request_error")]
    [InlineData("""{"model":"m","max_tokens":1,"messages":[{"role":"user","content":"x"}],"tools":[{"type":"web_search_20250305","name":"web_search"}]}""", 400, "invalid_request_error")]
    public async Task Errors_have_Anthropics_shape(string body, int status, string type)
    {
        using var response = await _gateway.PostAsync("/v1/messages", body);
        var answer = await response.JsonAsync();

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(("error", type), (Text(answer, "type"), Text(answer.GetProperty("error"), "type")));
        Assert.NotEmpty(Text(answer, "request_id")!);
    }

    [Fact]
    public async Task Wrong_key_in_x_api_key_is_an_authentication_error()
    {
        using var client = _gateway.NewClient(null);
        client.DefaultRequestHeaders.Add("x-api-key", "sk-wrong");

        using var response = await _gateway.PostAsync("/v1/messages", """{"model":"m","max_tokens":1,"messages":[{"role":"user","content":"x"}]}""", client);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("authentication_error", Text((await response.JsonAsync()).GetProperty("error"), "type"));
    }

    [Fact]
    public async Task Broken_stream_ends_with_an_error_event()
    {
        _fleet["m"].Faults = EngineFaults.Of(FaultKind.CloseMidStream);

        using var response = await AskAsync("m", ",\"stream\":true");
        var events = await response.ChunksAsync();

        Assert.Equal("error", Text(events[^1], "type"));
        Assert.DoesNotContain("message_stop", events.Select(item => Text(item, "type")));
    }

    [Fact]
    public async Task Server_that_speaks_it_gets_the_body_as_it_is()
    {
        const string Body = """{"model":"claude","max_tokens": 10,"messages":[{"role":"user","content":"Hi"}],"top_k":5}""";

        using var response = await _gateway.PostAsync("/v1/messages", Body);

        Assert.Equal("claude", Text(await response.JsonAsync(), "model"));
        Assert.Equal(Body.Replace("\"claude\"", "\"claude-sonnet-4-5\"", StringComparison.Ordinal), _anthropic.LastRequest.Text);
        Assert.Equal("req_011", response.Header("request-id"));
    }

    [Fact]
    public async Task Its_stream_is_passed_on_with_the_clients_model_and_logged()
    {
        using var response = await AskAsync("claude", ",\"stream\":true");
        var events = await response.ChunksAsync();

        Assert.Equal("claude", Text(events[0].GetProperty("message"), "model"));
        Assert.Equal("message_stop", Text(events[^1], "type"));
        var log = Assert.Single(_gateway.SpendLogs.All);
        Assert.Equal((20, 12, 200), (log.Usage.PromptTokens, log.Usage.CompletionTokens, log.Status));
    }

    [Theory]
    [InlineData(nameof(AnthropicFault.ErrorEventLater))]
    [InlineData(nameof(AnthropicFault.CloseLater))]
    public async Task Its_broken_stream_ends_with_an_error_event(string fault)
    {
        _anthropic.Fault = Enum.Parse<AnthropicFault>(fault);

        using var response = await AskAsync("claude", ",\"stream\":true");

        Assert.Equal("error", Text((await response.ChunksAsync())[^1], "type"));
    }

    [Fact]
    public async Task Its_own_error_is_passed_on()
    {
        _anthropic.Fault = AnthropicFault.RateLimited;

        using var response = await AskAsync("claude", ",\"num_retries\":0");

        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
        Assert.Equal("req_011", Text(await response.JsonAsync(), "request_id"));
        Assert.Equal("3", response.Header("retry-after"));
    }

    [Fact]
    public async Task Beta_features_that_the_client_asks_for_reach_Anthropic()
    {
        using var client = _gateway.NewClient(GatewayServer.MasterKey);
        client.DefaultRequestHeaders.Add("anthropic-beta", "files-api-2025-04-14");

        using var response = await _gateway.PostAsync("/v1/messages", """{"model":"claude","max_tokens":1,"messages":[{"role":"user","content":"x"}]}""", client);

        Assert.Equal("files-api-2025-04-14", _anthropic.LastRequest.Headers["anthropic-beta"]);
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private Task<HttpResponseMessage> AskAsync(string model, string more = "") =>
        _gateway.PostAsync("/v1/messages", $$"""{"model":"{{model}}","max_tokens":100,"messages":[{"role":"user","content":"Hello"}]{{more}}}""");
}
