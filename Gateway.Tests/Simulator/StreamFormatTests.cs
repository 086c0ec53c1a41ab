using Gateway.Simulator;
using Gateway.Simulator.Configuration;

namespace Gateway.Tests.Simulator;

public sealed class StreamFormatTests
{
    private static readonly EngineSettings s_echo = new() { Model = "m", AnswerMode = AnswerMode.Echo };

    [Fact]
    public async Task A_chat_stream_is_exactly_role_deltas_finish_usage_done()
    {
        await using var fleet = await SimulatedFleet.StartAsync(new ManualTime(), s_echo);

        var stream = await fleet[0].StreamAsync("Say \"hi\"\nü", "\"stream_options\": {\"include_usage\": true},", requestId: "r1");

        Assert.Equal(
            """
            data: {"id":"chatcmpl-r1","object":"chat.completion.chunk","created":1700000000,"model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":""},"logprobs":null,"finish_reason":null}]}

            data: {"id":"chatcmpl-r1","object":"chat.completion.chunk","created":1700000000,"model":"m","choices":[{"index":0,"delta":{"content":"Say"},"logprobs":null,"finish_reason":null}]}

            data: {"id":"chatcmpl-r1","object":"chat.completion.chunk","created":1700000000,"model":"m","choices":[{"index":0,"delta":{"content":" "},"logprobs":null,"finish_reason":null}]}

            data: {"id":"chatcmpl-r1","object":"chat.completion.chunk","created":1700000000,"model":"m","choices":[{"index":0,"delta":{"content":"\""},"logprobs":null,"finish_reason":null}]}

            data: {"id":"chatcmpl-r1","object":"chat.completion.chunk","created":1700000000,"model":"m","choices":[{"index":0,"delta":{"content":"hi"},"logprobs":null,"finish_reason":null}]}

            data: {"id":"chatcmpl-r1","object":"chat.completion.chunk","created":1700000000,"model":"m","choices":[{"index":0,"delta":{"content":"\""},"logprobs":null,"finish_reason":null}]}

            data: {"id":"chatcmpl-r1","object":"chat.completion.chunk","created":1700000000,"model":"m","choices":[{"index":0,"delta":{"content":"\n"},"logprobs":null,"finish_reason":null}]}

            data: {"id":"chatcmpl-r1","object":"chat.completion.chunk","created":1700000000,"model":"m","choices":[{"index":0,"delta":{"content":"ü"},"logprobs":null,"finish_reason":null}]}

            data: {"id":"chatcmpl-r1","object":"chat.completion.chunk","created":1700000000,"model":"m","choices":[{"index":0,"delta":{"content":""},"logprobs":null,"finish_reason":"stop","stop_reason":null}]}

            data: {"id":"chatcmpl-r1","object":"chat.completion.chunk","created":1700000000,"model":"m","choices":[],"usage":{"prompt_tokens":15,"total_tokens":22,"completion_tokens":7}}

            data: [DONE]


            """,
            stream);
    }

    [Fact]
    public async Task A_completion_stream_carries_text()
    {
        await using var fleet = await SimulatedFleet.StartAsync(new ManualTime(), s_echo);

        var stream = await fleet[0].PostTextAsync("/v1/completions", """{"model": "m", "prompt": "Hi you", "stream": true, "max_tokens": 2}""", requestId: "r1");

        Assert.Equal(
            """
            data: {"id":"cmpl-r1","object":"text_completion","created":1700000000,"model":"m","choices":[{"index":0,"text":"Hi","logprobs":null,"finish_reason":null}]}

            data: {"id":"cmpl-r1","object":"text_completion","created":1700000000,"model":"m","choices":[{"index":0,"text":" you","logprobs":null,"finish_reason":null}]}

            data: {"id":"cmpl-r1","object":"text_completion","created":1700000000,"model":"m","choices":[{"index":0,"text":"","logprobs":null,"finish_reason":"stop","stop_reason":null}]}

            data: [DONE]


            """,
            stream);
    }

    [Fact]
    public async Task The_headers_say_event_stream_and_that_it_is_chunked()
    {
        await using var fleet = await SimulatedFleet.StartAsync(s_echo);

        using var response = await fleet[0].PostAsync("/v1/chat/completions", fleet[0].ChatBody("x", "\"stream\": true,"));

        Assert.Equal("text/event-stream; charset=utf-8", response.Content.Headers.ContentType!.ToString());
        Assert.True(response.Headers.TransferEncodingChunked);
    }

    [Fact]
    public async Task Usage_comes_only_when_asked_for()
    {
        await using var fleet = await SimulatedFleet.StartAsync(s_echo);

        Assert.DoesNotContain("usage", await fleet[0].StreamAsync("Hello"));
    }

    [Fact]
    public async Task Continuous_usage_counts_up_on_every_chunk()
    {
        await using var fleet = await SimulatedFleet.StartAsync(s_echo);

        var events = EngineCalls.Events(await fleet[0].StreamAsync("one two", "\"stream_options\": {\"include_usage\": true, \"continuous_usage_stats\": true},"));

        Assert.Equal([0, 1, 2, 2, 2], events.Select(chunk => (int)chunk["usage"]!["completion_tokens"]!));
    }

    [Fact]
    public async Task A_cut_answer_finishes_on_its_last_token_with_length()
    {
        await using var fleet = await SimulatedFleet.StartAsync(s_echo);

        var events = EngineCalls.Events(await fleet[0].StreamAsync("one two three four", "\"max_completion_tokens\": 2,"));

        Assert.Equal("one two", events.Content());
        Assert.Equal(" two", (string?)events[^1]["choices"]![0]!["delta"]!["content"]);
        Assert.Equal("length", (string?)events[^1]["choices"]![0]!["finish_reason"]);
    }

    [Fact]
    public async Task A_stop_string_ends_the_text_before_it_and_is_named()
    {
        await using var fleet = await SimulatedFleet.StartAsync(s_echo);

        var events = EngineCalls.Events(await fleet[0].StreamAsync("one two three four", "\"stop\": [\"nothing\", \"three\"],"));

        Assert.Equal("one two ", events.Content());
        Assert.Equal("stop", events.FinishReason());
        Assert.Equal("three", (string?)events[^1]["choices"]![0]!["stop_reason"]);
    }

    [Fact]
    public async Task Stop_strings_are_ignored_until_min_tokens_and_kept_when_asked()
    {
        await using var fleet = await SimulatedFleet.StartAsync(s_echo);

        var late = EngineCalls.Events(await fleet[0].StreamAsync("a b a b a", "\"stop\": \"b\", \"min_tokens\": 3,"));
        var kept = EngineCalls.Events(await fleet[0].StreamAsync("a b a b a", "\"stop\": \"b\", \"include_stop_str_in_output\": true,"));

        Assert.Equal("a b a ", late.Content());
        Assert.Equal("a b", kept.Content());
    }

    [Fact]
    public async Task Several_choices_are_interleaved_and_each_finishes()
    {
        await using var fleet = await SimulatedFleet.StartAsync(new EngineSettings { AnswerTokens = 5 });

        var events = EngineCalls.Events(await fleet[0].StreamAsync("Hello", "\"n\": 3,"));

        Assert.Equal([0, 0, 1, 1, 2, 2, 0, 1, 2], events.Take(9).Select(chunk => (int)chunk["choices"]![0]!["index"]!));
        Assert.Equal(3, Enumerable.Range(0, 3).Select(index => events.Content(index)).Distinct().Count());
        Assert.All(Enumerable.Range(0, 3), index => Assert.Equal("stop", events.FinishReason(index)));
    }

    [Theory]
    [InlineData(ReasoningField.Reasoning, "reasoning")]
    [InlineData(ReasoningField.ReasoningContent, "reasoning_content")]
    public async Task Reasoning_comes_before_the_content_under_the_name_of_the_version(ReasoningField field, string name)
    {
        await using var fleet = await SimulatedFleet.StartAsync(new EngineSettings { ReasoningField = field, ReasoningTokens = 6, AnswerTokens = 4 });

        var events = EngineCalls.Events(await fleet[0].StreamAsync("Hello", "\"stream_options\": {\"include_usage\": true},"));
        var whole = await fleet[0].ChatAsync("Hello");

        Assert.Equal((string?)whole["choices"]![0]!["message"]![name], events.Content(field: name));
        Assert.Equal((string?)whole["choices"]![0]!["message"]!["content"], events.Content());
        Assert.All(events.Skip(1).Take(6), chunk => Assert.NotNull(chunk["choices"]![0]!["delta"]![name]));
        Assert.Equal(6, (int)events[^1]["usage"]!["completion_tokens_details"]!["reasoning_tokens"]!);
        Assert.Equal(10, (int)events[^1]["usage"]!["completion_tokens"]!);
    }

    [Fact]
    public async Task Thinking_can_be_switched_off_by_the_request()
    {
        await using var fleet = await SimulatedFleet.StartAsync(new EngineSettings { ReasoningField = ReasoningField.Reasoning });

        var answer = await fleet[0].ChatAsync("Hello", "\"chat_template_kwargs\": {\"enable_thinking\": false},");

        Assert.Null(answer["choices"]![0]!["message"]!["reasoning"]);
        Assert.NotEqual("", (string?)answer["choices"]![0]!["message"]!["content"]);
    }

    [Fact]
    public async Task Log_probabilities_cover_every_token_streamed_or_not()
    {
        await using var fleet = await SimulatedFleet.StartAsync(s_echo);
        const string Asked = "\"logprobs\": true, \"top_logprobs\": 2,";

        var events = EngineCalls.Events(await fleet[0].StreamAsync("Hello world", Asked));
        var whole = await fleet[0].ChatAsync("Hello world", Asked);

        var streamed = events.Select(chunk => chunk["choices"]![0]!["logprobs"]?["content"]![0]!).Where(entry => entry is not null).Select(entry => entry!.ToJsonString());
        var entries = whole["choices"]![0]!["logprobs"]!["content"]!.AsArray();
        Assert.Equal(entries.Select(entry => entry!.ToJsonString()), streamed);
        Assert.Equal("Hello world", string.Concat(entries.Select(entry => (string?)entry!["token"])));
        Assert.All(entries, entry => Assert.Equal(2, entry!["top_logprobs"]!.AsArray().Count));
        Assert.All(entries, entry => Assert.True((double)entry!["top_logprobs"]![0]!["logprob"]! > (double)entry["top_logprobs"]![1]!["logprob"]!));
    }

    [Fact]
    public async Task The_request_id_is_returned_only_when_enabled()
    {
        await using var fleet = await SimulatedFleet.StartAsync(
            new EngineSettings { Name = "off", Model = "m" }, new EngineSettings { Name = "on", Model = "m", EnableRequestIdHeaders = true });

        using var off = await fleet["off"].PostAsync("/v1/chat/completions", fleet[0].ChatBody("x"), "r7");
        using var on = await fleet["on"].PostAsync("/v1/chat/completions", fleet[0].ChatBody("x"), "r7");

        Assert.False(off.Headers.Contains("X-Request-Id"));
        Assert.Equal("r7", on.Headers.GetValues("X-Request-Id").Single());
    }
}
