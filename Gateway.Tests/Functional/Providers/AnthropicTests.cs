using System.Net;
using System.Text.Json;
using Gateway.Tests.Upstreams;

namespace Gateway.Tests.Functional.Providers;

/// <summary>Chat completions over a server that speaks Anthropic's Messages.</summary>
public sealed class AnthropicTests : IAsyncLifetime
{
    private const string Tools = ""","tools":[{"type":"function","function":{"name":"get_weather","parameters":{"type":"object"}}}]""";

    private AnthropicServer _anthropic = null!;
    private GatewayServer _gateway = null!;

    public async Task InitializeAsync()
    {
        _anthropic = await AnthropicServer.StartServerAsync();
        _gateway = await StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _anthropic.DisposeAsync();
    }

    [Fact]
    public async Task Chat_is_answered_with_usage_that_holds_the_cache()
    {
        using var response = await _gateway.ChatAsync("claude");
        var answer = await response.JsonAsync();

        Assert.Equal("claude", answer.GetProperty("model").GetString());
        Assert.Equal(AnthropicServer.Text, answer.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString());
        var usage = answer.GetProperty("usage");
        Assert.Equal((20, 12, 7), (usage.GetProperty("prompt_tokens").GetInt32(), usage.GetProperty("completion_tokens").GetInt32(), usage.GetProperty("prompt_tokens_details").GetProperty("cached_tokens").GetInt32()));
    }

    [Fact]
    public async Task Cached_and_newly_cached_tokens_have_prices_of_their_own()
    {
        using var response = await _gateway.ChatAsync("claude");
        await response.Content.ReadAsStringAsync();

        // 9 × 10 + 4 × 20 + 7 × 1 + 12 × 100, in millionths.
        Assert.Equal(0.001377, Assert.Single(_gateway.SpendLogs.All).Cost, 9);
    }

    [Fact]
    public async Task Stream_has_the_same_text_and_usage()
    {
        using var response = await _gateway.ChatAsync("claude", ",\"stream\":true,\"stream_options\":{\"include_usage\":true}");
        var chunks = await response.ChunksAsync();

        Assert.Equal(AnthropicServer.Text, string.Concat(chunks.SelectMany(chunk => chunk.GetProperty("choices").EnumerateArray()).Select(choice => choice.GetProperty("delta").TryGetProperty("content", out var text) ? text.GetString() : "")));
        Assert.All(chunks, chunk => Assert.Equal("claude", chunk.GetProperty("model").GetString()));
        Assert.Equal(20, chunks[^1].GetProperty("usage").GetProperty("prompt_tokens").GetInt32());
        Assert.Equal((20, 12), (Assert.Single(_gateway.SpendLogs.All).Usage.PromptTokens, Assert.Single(_gateway.SpendLogs.All).Usage.CompletionTokens));
    }

    [Fact]
    public async Task Reasoning_effort_thinks_and_shows_it()
    {
        using var response = await _gateway.ChatAsync("claude", ",\"reasoning_effort\":\"low\",\"max_tokens\":4000");
        var message = (await response.JsonAsync()).GetProperty("choices")[0].GetProperty("message");

        Assert.Equal(AnthropicServer.Thought, message.GetProperty("reasoning_content").GetString());
        Assert.Equal("c2lnbmVk", message.GetProperty("thinking_blocks")[0].GetProperty("signature").GetString());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Tool_is_called_and_its_result_answered(bool streamed)
    {
        using var first = await _gateway.ChatAsync("claude", Tools + (streamed ? ",\"stream\":true" : ""));
        var call = streamed ? await StreamedCallAsync(first) : (await first.JsonAsync()).GetProperty("choices")[0].GetProperty("message").GetProperty("tool_calls")[0].GetRawText();

        Assert.Equal("Paris", JsonDocument.Parse(JsonDocument.Parse(call).RootElement.GetProperty("function").GetProperty("arguments").GetString()!).RootElement.GetProperty("location").GetString());
        using var second = await _gateway.PostAsync("/v1/chat/completions", $$"""
            {"model":"claude","messages":[{"role":"user","content":"Weather?"},{"role":"assistant","content":null,"tool_calls":[{{call}}]},{"role":"tool","tool_call_id":"toolu_00","content":"21 degrees"}]{{Tools}}}
            """);
        Assert.Equal(AnthropicServer.Text, (await second.JsonAsync()).GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString());
    }

    [Fact]
    public async Task What_cannot_be_expressed_is_refused_by_name()
    {
        using var response = await _gateway.ChatAsync("claude", ",\"logit_bias\":{\"5\":1}");
        var error = await response.ErrorAsync();

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(("unsupported_parameter", "logit_bias"), (error.GetProperty("code").GetString(), error.GetProperty("param").GetString()));
        Assert.Equal(0, _anthropic.Received);
    }

    [Fact]
    public async Task With_drop_params_it_is_dropped_and_named()
    {
        using var response = await _gateway.ChatAsync("claude", ",\"logit_bias\":{\"5\":1},\"seed\":7,\"drop_params\":true");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("logit_bias,seed", response.Header("x-litellm-dropped-params"));
    }

    [Fact]
    public async Task Overload_is_retried_and_then_told_in_OpenAIs_shape()
    {
        _anthropic.Fault = AnthropicFault.Overloaded;

        using var response = await _gateway.ChatAsync("claude", ",\"num_retries\":1");
        var error = await response.ErrorAsync();

        Assert.Equal(529, (int)response.StatusCode);
        Assert.Equal("Overloaded", error.GetProperty("message").GetString());
        Assert.Equal(2, _anthropic.Received);
    }

    [Fact]
    public async Task Error_event_before_the_first_output_is_a_failed_attempt()
    {
        _anthropic.Fault = AnthropicFault.ErrorEventFirst;

        using var response = await _gateway.ChatAsync("claude", ",\"stream\":true,\"num_retries\":1");

        Assert.Equal(529, (int)response.StatusCode);
        Assert.Equal(2, _anthropic.Received);
    }

    [Theory]
    [InlineData(nameof(AnthropicFault.ErrorEventLater))]
    [InlineData(nameof(AnthropicFault.CloseLater))]
    public async Task Failure_in_mid_stream_ends_with_an_error_event_and_no_done(string fault)
    {
        _anthropic.Fault = Enum.Parse<AnthropicFault>(fault);

        using var response = await _gateway.ChatAsync("claude", ",\"stream\":true");
        var text = await response.Content.ReadAsStringAsync();

        Assert.Contains("\"error\":{", text, StringComparison.Ordinal);
        Assert.DoesNotContain("[DONE]", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_of_a_proxy_is_no_answer()
    {
        _anthropic.Fault = AnthropicFault.WebPage;

        using var response = await _gateway.ChatAsync("claude", ",\"num_retries\":0");

        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.Equal("upstream_answer_unreadable", (await response.ErrorAsync()).GetProperty("code").GetString());
    }

    [Fact]
    public async Task Rate_limits_are_told_under_OpenAIs_names()
    {
        using var response = await _gateway.ChatAsync("claude");

        Assert.Equal("50", response.Header("x-ratelimit-limit-requests"));
        Assert.Equal("49", response.Header("x-ratelimit-remaining-requests"));
        Assert.Equal("req_011", response.Header("llm_provider-request-id"));
    }

    [Fact]
    public async Task Endpoint_that_the_provider_has_not_is_refused()
    {
        using var response = await _gateway.PostAsync("/v1/embeddings", """{"model":"claude","input":"x"}""");

        Assert.Equal("unsupported_endpoint", (await response.ErrorAsync()).GetProperty("code").GetString());
    }

    private static async Task<string> StreamedCallAsync(HttpResponseMessage response)
    {
        var deltas = (await response.ChunksAsync()).SelectMany(chunk => chunk.GetProperty("choices").EnumerateArray())
            .Select(choice => choice.GetProperty("delta")).Where(delta => delta.TryGetProperty("tool_calls", out _)).Select(delta => delta.GetProperty("tool_calls")[0]).ToList();
        var arguments = string.Concat(deltas.Select(delta => delta.GetProperty("function").GetProperty("arguments").GetString()));
        return $$$"""{"id":"{{{deltas[0].GetProperty("id").GetString()}}}","type":"function","function":{"name":"get_weather","arguments":{{{JsonSerializer.Serialize(arguments)}}}}}""";
    }

    private Task<GatewayServer> StartAsync() => GatewayServer.StartAsync($$"""
        model_list:
          - model_name: claude
            litellm_params:
              model: anthropic/claude-sonnet-4-5
              api_base: "{{_anthropic.Address}}"
              api_key: {{AnthropicServer.Key}}
              input_cost_per_token: 0.00001
              cache_creation_input_token_cost: 0.00002
              cache_read_input_token_cost: 0.000001
              output_cost_per_token: 0.0001
        """);
}
