using System.Net;
using System.Text;
using System.Text.Json;
using Gateway.Simulator;
using Gateway.Simulator.Configuration;
using Gateway.Simulator.Faults;
using Gateway.Tests.Upstreams;

namespace Gateway.Tests.Functional.Dialects;

/// <summary>OpenAI's Responses in front of servers that speak chat completions, and of one that speaks them itself.</summary>
public sealed class ResponsesTests : IAsyncLifetime
{
    private const string OtherKey = "sk-other-key-of-the-tests";
    private const string Tools = ""","tools":[{"type":"function","name":"get_weather","parameters":{"type":"object","properties":{"location":{"type":"string"}},"required":["location"]},"strict":true}]""";

    private SimulatedFleet _fleet = null!;
    private ResponsesServer _native = null!;
    private AnthropicServer _anthropic = null!;
    private GatewayServer _gateway = null!;

    public async Task InitializeAsync()
    {
        _fleet = await SimulatedFleet.StartAsync(
            new EngineSettings { Name = "m", Model = "m", AnswerTokens = 20 },
            new EngineSettings { Name = "thinker", Model = "m", AnswerTokens = 20, ReasoningField = ReasoningField.ReasoningContent });
        _native = await ResponsesServer.StartServerAsync();
        _anthropic = await AnthropicServer.StartServerAsync();
        _gateway = await GatewayServer.StartAsync($$"""
            model_list:
              - model_name: m
                litellm_params: { model: openai/m, api_base: "{{_fleet["m"].Address}}v1", cooldown_time: 0 }
              - model_name: thinker
                litellm_params: { model: hosted_vllm/m, api_base: "{{_fleet["thinker"].Address}}v1" }
              - model_name: claude
                litellm_params: { model: anthropic/claude-sonnet-4-5, api_base: "{{_anthropic.Address}}", api_key: {{AnthropicServer.Key}} }
              - model_name: native
                litellm_params: { model: hosted_vllm/gpt-native, api_base: "{{_native.Address}}v1" }
                model_info: { supported_endpoints: ["/v1/chat/completions", "/v1/responses"] }
            router_settings: { num_retries: 0, fallbacks: [{ m: [claude] }] }
            general_settings: { rate_limit_config: { {{OtherKey}}: { rpm: 1000 } } }
            """);
    }

    public async Task DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _anthropic.DisposeAsync();
        await _native.DisposeAsync();
        await _fleet.DisposeAsync();
    }

    [Fact]
    public async Task Response_is_answered_with_usage()
    {
        var response = await CreateAsync("m", "\"Hello\"");

        Assert.Equal(("response", "completed", "m"), (Text(response, "object"), Text(response, "status"), Text(response, "model")));
        Assert.Equal("output_text", Text(response.GetProperty("output")[0].GetProperty("content")[0], "type"));
        Assert.Equal(20, response.GetProperty("usage").GetProperty("output_tokens").GetInt32());
        Assert.Equal(20, Assert.Single(_gateway.SpendLogs.All).Usage.CompletionTokens);
    }

    [Fact]
    public async Task Events_come_in_order_and_are_numbered()
    {
        using var response = await PostAsync("m", "\"Hello\"", ",\"stream\":true");
        var events = await response.ChunksAsync();

        var types = events.Select(item => Text(item, "type")).ToList();
        Assert.Equal(["response.created", "response.in_progress", "response.output_item.added", "response.content_part.added", "response.output_text.delta"], types.Take(5));
        Assert.Equal(["response.output_text.done", "response.content_part.done", "response.output_item.done", "response.completed"], types.TakeLast(4));
        Assert.Equal(Enumerable.Range(0, events.Count), events.Select(item => item.GetProperty("sequence_number").GetInt32()));
        Assert.Equal(20, events[^1].GetProperty("response").GetProperty("usage").GetProperty("output_tokens").GetInt32());
    }

    [Fact]
    public async Task Reasoning_is_an_item_of_its_own()
    {
        var response = await CreateAsync("thinker", "\"Hello\"");

        Assert.Equal(["reasoning", "message"], response.GetProperty("output").EnumerateArray().Select(item => Text(item, "type")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Tool_is_called_and_its_result_answered_by_going_on(bool streamed)
    {
        var first = await TurnAsync("\"Weather in Paris?\"", Tools, streamed);
        var call = first.GetProperty("output").EnumerateArray().Single(item => Text(item, "type") == "function_call");
        var second = await TurnAsync($$"""[{"type":"function_call_output","call_id":"{{Text(call, "call_id")}}","output":"21 degrees"}]""", $"{Tools},\"previous_response_id\":\"{Text(first, "id")}\"", streamed);

        Assert.Equal("message", Text(second.GetProperty("output")[0], "type"));
        var messages = _fleet["m"].LastRequest.Json().GetProperty("messages").EnumerateArray().Select(message => Text(message, "role"));
        Assert.Equal(["user", "assistant", "tool"], messages);
    }

    [Fact]
    public async Task Conversation_moves_to_Anthropic_in_the_middle_and_comes_back()
    {
        var first = await TurnAsync("\"Weather in Paris?\"", Tools, streamed: false);
        var call = first.GetProperty("output").EnumerateArray().Single(item => Text(item, "type") == "function_call");
        _fleet["m"].Faults = EngineFaults.OfStatus(503);
        var second = await TurnAsync($$"""[{"type":"function_call_output","call_id":"{{Text(call, "call_id")}}","output":"21 degrees"}]""", $"{Tools},\"previous_response_id\":\"{Text(first, "id")}\"", streamed: true);
        _fleet["m"].Faults = EngineFaults.None;
        await TurnAsync("\"Thanks\"", $",\"previous_response_id\":\"{Text(second, "id")}\"", streamed: false);

        Assert.Equal("claude", Text(second, "model"));
        Assert.Equal(["user", "assistant", "tool", "assistant", "user"], _fleet["m"].LastRequest.Json().GetProperty("messages").EnumerateArray().Select(message => Text(message, "role")));
    }

    [Fact]
    public async Task Structured_output_is_asked_for()
    {
        var response = await CreateAsync("m", "\"How is Paris?\"", ""","text":{"format":{"type":"json_schema","name":"w","strict":true,"schema":{"type":"object","properties":{"city":{"type":"string"}},"required":["city"],"additionalProperties":false}}}""");

        var text = Text(response.GetProperty("output")[0].GetProperty("content")[0], "text")!;
        Assert.Equal(JsonValueKind.String, JsonDocument.Parse(text).RootElement.GetProperty("city").ValueKind);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Logprobs_are_told_where_they_are_asked_for(bool streamed)
    {
        var response = await TurnAsync("\"Hello\"", ",\"include\":[\"message.output_text.logprobs\"],\"top_logprobs\":2", streamed);

        var logprobs = response.GetProperty("output")[0].GetProperty("content")[0].GetProperty("logprobs");
        Assert.Equal(20, logprobs.GetArrayLength());
        Assert.Equal(2, logprobs[0].GetProperty("top_logprobs").GetArrayLength());
    }

    [Fact]
    public async Task Refusal_is_a_part_of_its_own()
    {
        await using var server = await ScriptedServer.StartServerAsync("text/event-stream", """
            data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"role":"assistant","refusal":"I will not."},"finish_reason":null}]}

            data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}

            data: [DONE]


            """);
        await using var gateway = await GatewayServer.StartAsync($$"""
            model_list:
              - { model_name: m, litellm_params: { model: openai/m, api_base: "{{server.Address}}v1" } }
            """);

        using var response = await gateway.PostAsync("/v1/responses", """{"model":"m","input":"Hello","stream":true}""");
        var events = await response.ChunksAsync();

        Assert.Contains("response.refusal.delta", events.Select(item => Text(item, "type")));
        var part = events[^1].GetProperty("response").GetProperty("output")[0].GetProperty("content")[0];
        Assert.Equal(("refusal", "I will not."), (Text(part, "type"), Text(part, "refusal")));
    }

    [Fact]
    public async Task Answer_that_is_cut_off_is_incomplete()
    {
        var response = await CreateAsync("m", "\"Hello\"", ",\"max_output_tokens\":3");

        Assert.Equal("incomplete", Text(response, "status"));
        Assert.Equal("max_output_tokens", Text(response.GetProperty("incomplete_details"), "reason"));
    }

    [Fact]
    public async Task Stored_response_is_given_again_listed_and_deleted()
    {
        var id = Text(await CreateAsync("m", "\"Hello\""), "id");

        Assert.Equal(id, Text(await (await _gateway.Http.GetAsync($"/v1/responses/{id}")).JsonAsync(), "id"));
        var items = (await (await _gateway.Http.GetAsync($"/v1/responses/{id}/input_items")).JsonAsync()).GetProperty("data");
        Assert.Equal("Hello", Text(items[0].GetProperty("content")[0], "text"));
        Assert.True((await (await _gateway.Http.DeleteAsync($"/v1/responses/{id}")).JsonAsync()).GetProperty("deleted").GetBoolean());
        Assert.Equal(HttpStatusCode.NotFound, (await _gateway.Http.GetAsync($"/v1/responses/{id}")).StatusCode);
    }

    [Fact]
    public async Task Response_of_another_key_is_not_found()
    {
        var id = Text(await CreateAsync("m", "\"Hello\""), "id");
        using var other = _gateway.NewClient(OtherKey);

        Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync($"/v1/responses/{id}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await other.DeleteAsync($"/v1/responses/{id}")).StatusCode);
        using var goingOn = await _gateway.PostAsync("/v1/responses", $$"""{"model":"m","input":"x","previous_response_id":"{{id}}"}""", other);
        Assert.Equal("previous_response_not_found", (await goingOn.ErrorAsync()).GetProperty("code").GetString());
    }

    [Fact]
    public async Task Response_that_is_not_to_be_stored_is_not()
    {
        var id = Text(await CreateAsync("m", "\"Hello\"", ",\"store\":false"), "id");

        Assert.Equal(HttpStatusCode.NotFound, (await _gateway.Http.GetAsync($"/v1/responses/{id}")).StatusCode);
    }

    [Fact]
    public async Task Background_response_is_queued_and_completes()
    {
        var queued = await CreateAsync("m", "\"Hello\"", ",\"background\":true");

        Assert.Equal("queued", Text(queued, "status"));
        var done = await WhenAsync(Text(queued, "id")!, "completed");
        Assert.Equal(20, done.GetProperty("usage").GetProperty("output_tokens").GetInt32());
        Assert.True(done.GetProperty("background").GetBoolean());
        Assert.Contains(_gateway.SpendLogs.All, log => log.Usage.CompletionTokens == 20);
    }

    [Fact]
    public async Task Background_response_can_be_cancelled_and_stops_the_engine()
    {
        _fleet["m"].Timing = new EngineTiming { InterTokenMs = 10_000 };
        var id = Text(await CreateAsync("m", "\"Hello\"", ",\"background\":true"), "id");
        await _fleet["m"].WaitUntilAsync(counters => counters.Running == 1);

        using var cancelled = await _gateway.PostAsync($"/v1/responses/{id}/cancel", "{}");

        Assert.Equal("cancelled", Text(await cancelled.JsonAsync(), "status"));
        await _fleet["m"].WaitUntilAsync(counters => counters is { Aborted: 1, Running: 0 });
    }

    [Fact]
    public async Task Background_response_that_fails_says_why()
    {
        _fleet["m"].Faults = EngineFaults.OfStatus(400);

        var failed = await WhenAsync(Text(await CreateAsync("m", "\"Hello\"", ",\"background\":true"), "id")!, "failed");

        Assert.NotEmpty(Text(failed.GetProperty("error"), "message")!);
    }

    [Fact]
    public async Task Background_response_is_followed_left_and_followed_again_from_where_it_was_left()
    {
        _fleet["m"].Timing = new EngineTiming { InterTokenMs = 20 };
        using var response = await PostAsync("m", "\"Hello\"", ",\"background\":true,\"stream\":true", HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        var first = new List<JsonElement>();
        while (first.Count < 4)
        {
            if (await reader.ReadLineAsync() is ['d', 'a', 't', 'a', ':', .. var data])
            {
                first.Add(JsonDocument.Parse(data).RootElement);
            }
        }

        response.Dispose();
        var id = Text(first[0].GetProperty("response"), "id");
        using var again = await _gateway.Http.GetAsync($"/v1/responses/{id}?stream=true&starting_after=3");
        var all = first.Concat(await again.ChunksAsync()).ToList();

        Assert.Equal(Enumerable.Range(0, all.Count), all.Select(item => item.GetProperty("sequence_number").GetInt32()));
        Assert.Equal(["response.created", "response.completed"], new[] { all[0], all[^1] }.Select(item => Text(item, "type")));
        Assert.True(all[0].GetProperty("response").GetProperty("background").GetBoolean());
        Assert.Equal(all[^1].GetProperty("response").GetRawText(), (await _gateway.GetAsync($"/v1/responses/{id}")).GetRawText());
        await _fleet["m"].WaitUntilAsync(counters => counters is { Aborted: 0, Running: 0 });
    }

    [Fact]
    public async Task Background_stream_that_fails_ends_with_a_failed_response()
    {
        _fleet["m"].Faults = EngineFaults.OfStatus(400);

        using var response = await PostAsync("m", "\"Hello\"", ",\"background\":true,\"stream\":true");
        var last = (await response.ChunksAsync())[^1];

        Assert.Equal(("response.failed", "failed"), (Text(last, "type"), Text(await _gateway.GetAsync($"/v1/responses/{Text(last.GetProperty("response"), "id")}"), "status")));
    }

    [Theory]
    [InlineData("-2")]
    [InlineData("2147483647")]
    [InlineData("first")]
    public async Task Place_to_go_on_from_that_is_none_is_refused_by_name(string after)
    {
        var id = Text(await CreateAsync("m", "\"Hello\""), "id");

        using var refused = await _gateway.Http.GetAsync($"/v1/responses/{id}?stream=true&starting_after={after}");

        Assert.Equal((HttpStatusCode.BadRequest, "starting_after"), (refused.StatusCode, Text(await refused.ErrorAsync(), "param")));
    }

    [Fact]
    public async Task Events_of_a_response_that_has_none_are_refused_with_the_reason()
    {
        var id = Text(await CreateAsync("m", "\"Hello\""), "id");

        using var refused = await _gateway.Http.GetAsync($"/v1/responses/{id}?stream=true");

        Assert.Equal((HttpStatusCode.BadRequest, "stream"), (refused.StatusCode, Text(await refused.ErrorAsync(), "param")));
    }

    [Fact]
    public async Task Broken_stream_ends_with_an_error_and_a_failed_response()
    {
        _fleet["m"].Faults = EngineFaults.Of(FaultKind.CloseMidStream);

        using var response = await PostAsync("m", "\"Hello\"", ",\"stream\":true");

        Assert.Equal(["error", "response.failed"], (await response.ChunksAsync()).TakeLast(2).Select(item => Text(item, "type")));
    }

    [Fact]
    public async Task Tool_that_only_OpenAIs_servers_run_is_refused_by_name()
    {
        using var response = await PostAsync("m", "\"Hello\"", ",\"tools\":[{\"type\":\"web_search\"}]");

        Assert.Equal("tools[0]", (await response.ErrorAsync()).GetProperty("param").GetString());
    }

    [Theory]
    [InlineData("")]
    [InlineData(",\"stream\":true")]
    public async Task Server_that_speaks_it_answers_itself_and_keeps_its_answer(string more)
    {
        using var response = await PostAsync("native", "\"Hello\"", more);
        var text = await response.Content.ReadAsStringAsync();
        using var again = await _gateway.Http.GetAsync($"/v1/responses/{ResponsesServer.Id}");
        using var other = _gateway.NewClient(OtherKey);

        Assert.Contains("Native.", text, StringComparison.Ordinal);
        Assert.Contains("\"model\":\"native\"", text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        Assert.Equal($"/v1/responses/{ResponsesServer.Id}", _native.LastRequest.Url);
        Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync($"/v1/responses/{ResponsesServer.Id}")).StatusCode);
        var log = Assert.Single(_gateway.SpendLogs.All);
        Assert.Equal((11, 5, 3, 200), (log.Usage.PromptTokens, log.Usage.CompletionTokens, log.Usage.CachedTokens, log.Status));
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private async Task<JsonElement> TurnAsync(string input, string more, bool streamed)
    {
        using var response = await PostAsync("m", input, more + (streamed ? ",\"stream\":true" : ""));
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return streamed ? (await response.ChunksAsync())[^1].GetProperty("response") : await response.JsonAsync();
    }

    private async Task<JsonElement> CreateAsync(string model, string input, string more = "")
    {
        using var response = await PostAsync(model, input, more);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return await response.JsonAsync();
    }

    private async Task<HttpResponseMessage> PostAsync(string model, string input, string more, HttpCompletionOption completion = HttpCompletionOption.ResponseContentRead)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/responses");
        request.Content = new StringContent($$"""{"model":"{{model}}","input":{{input}}{{more}}}""", Encoding.UTF8, "application/json");
        return await _gateway.Http.SendAsync(request, completion);
    }

    private async Task<JsonElement> WhenAsync(string id, string status)
    {
        for (var i = 0; ; i++)
        {
            var response = await (await _gateway.Http.GetAsync($"/v1/responses/{id}")).JsonAsync();
            if (Text(response, "status") == status)
            {
                return response;
            }

            Assert.True(i < 1_000, $"It is still {Text(response, "status")}.");
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }
    }
}
