using System.Text.Json.Nodes;
using Gateway.Simulator;
using Gateway.Simulator.Configuration;

namespace Gateway.Tests.Simulator;

public sealed class AnswerTests
{
    [Fact]
    public async Task The_same_prompt_and_seed_give_the_same_text_on_every_replica()
    {
        await using var fleet = await SimulatedFleet.StartAsync(new EngineSettings { Name = "a", Model = "m" }, new EngineSettings { Name = "b", Model = "m" });

        var first = await TextAsync(0, "Hello");

        Assert.Equal(first, await TextAsync(0, "Hello"));
        Assert.Equal(first, await TextAsync(1, "Hello"));
        Assert.NotEqual(first, await TextAsync(0, "Hello!"));
        Assert.NotEqual(first, await TextAsync(0, "Hello", "\"seed\": 7,"));

        async Task<string?> TextAsync(int engine, string user, string more = "") =>
            (string?)(await fleet[engine].ChatAsync(user, more))["choices"]![0]!["message"]!["content"];
    }

    [Fact]
    public async Task A_stream_says_what_the_whole_answer_says()
    {
        await using var fleet = await SimulatedFleet.StartAsync(new EngineSettings());

        var events = EngineCalls.Events(await fleet[0].StreamAsync("Tell me"));
        var whole = await fleet[0].ChatAsync("Tell me");

        Assert.Equal((string?)whole["choices"]![0]!["message"]!["content"], events.Content());
    }

    [Theory]
    [InlineData("\"ignore_eos\": true, \"max_tokens\": 300,", 300, "length")]
    [InlineData("\"min_tokens\": 200, \"max_tokens\": 201,", 200, "stop")]
    [InlineData("\"max_tokens\": 5,", 5, "length")]
    public async Task Lengths_are_exact(string more, int tokens, string reason)
    {
        await using var fleet = await SimulatedFleet.StartAsync(new EngineSettings());

        var answer = await fleet[0].ChatAsync("Hello", more);

        Assert.Equal(tokens, (int)answer["usage"]!["completion_tokens"]!);
        Assert.Equal(reason, (string?)answer["choices"]![0]!["finish_reason"]);
    }

    [Fact]
    public async Task Completions_take_several_prompts_texts_or_tokens_and_echo()
    {
        await using var fleet = await SimulatedFleet.StartAsync(new EngineSettings { Model = "m", AnswerTokens = 4 });

        var texts = await fleet[0].PostJsonAsync("/v1/completions", """{"model": "m", "prompt": ["one", "two"], "n": 2, "echo": true}""");
        var tokens = await fleet[0].PostJsonAsync("/v1/completions", """{"model": "m", "prompt": [[1, 2, 3], [4, 5]]}""");

        Assert.Equal(["one", "one", "two", "two"], texts["choices"]!.AsArray().Select(choice => ((string?)choice!["text"])![..3]));
        Assert.Equal([0, 1, 2, 3], texts["choices"]!.AsArray().Select(choice => (int)choice!["index"]!));
        Assert.Equal(16, (int)texts["usage"]!["completion_tokens"]!);
        Assert.Equal(5, (int)tokens["usage"]!["prompt_tokens"]!);
        Assert.Equal(2, tokens["choices"]!.AsArray().Count);
    }

    [Fact]
    public async Task Completion_logprobs_are_four_parallel_lists()
    {
        await using var fleet = await SimulatedFleet.StartAsync(new EngineSettings { Model = "m", AnswerTokens = 4 });

        var answer = await fleet[0].PostJsonAsync("/v1/completions", """{"model": "m", "prompt": "x", "logprobs": 2}""");

        var text = (string?)answer["choices"]![0]!["text"];
        var logprobs = answer["choices"]![0]!["logprobs"]!;
        Assert.Equal(text, string.Concat(logprobs["tokens"]!.AsArray().Select(token => (string?)token)));
        Assert.All(logprobs["top_logprobs"]!.AsArray(), top => Assert.Equal(2, top!.AsObject().Count));
        Assert.Equal(4, logprobs["token_logprobs"]!.AsArray().Count);
        Assert.Equal([.. logprobs["text_offset"]!.AsArray().Select(offset => text![(int)offset!])], logprobs["tokens"]!.AsArray().Select(token => ((string?)token)![0]));
    }

    [Fact]
    public async Task Engines_of_one_process_serve_their_own_model_on_their_own_port()
    {
        await using var fleet = await SimulatedFleet.StartAsync(
            new EngineSettings { Name = "a", Model = "m1", Aliases = ["m1-alias"], LoraAdapters = ["m1-lora"] }, new EngineSettings { Name = "b", Model = "m2" });

        var cards = JsonNode.Parse(await fleet["a"].GetTextAsync("/v1/models"))!["data"]!.AsArray();

        Assert.Equal(["m1", "m1-alias", "m1-lora"], cards.Select(card => (string?)card!["id"]));
        Assert.Equal("m1", (string?)cards[2]!["parent"]);
        Assert.Equal("m2", (string?)JsonNode.Parse(await fleet["b"].GetTextAsync("/v1/models"))!["data"]![0]!["id"]);
        Assert.Equal("m1-alias", (string?)(await fleet["a"].PostJsonAsync("/v1/completions", """{"model": "m1-alias", "prompt": "x"}"""))["model"]);
    }

    [Fact]
    public async Task What_reached_the_engine_is_kept_byte_for_byte()
    {
        await using var fleet = await SimulatedFleet.StartAsync(new EngineSettings { Model = "m", KeepRequests = 2 });
        const string Body = """{ "model" :"m","prompt":"\u00fc", "unknown":1.50 }""";

        await fleet[0].PostTextAsync("/v1/completions", """{"model": "m", "prompt": "forgotten"}""");
        await fleet[0].PostTextAsync("/v1/completions", """{"model": "m", "prompt": "kept"}""");
        await fleet[0].PostTextAsync("/v1/completions", Body, requestId: "r9");

        Assert.Equal(Body, fleet[0].LastRequest.BodyText);
        Assert.Equal("r9", fleet[0].LastRequest.Header("x-request-id"));
        Assert.Equal("/v1/completions", fleet[0].LastRequest.Path);
        Assert.Equal(2, fleet[0].LastRequests.Count);
        Assert.Equal(3, fleet[0].Counters.Received);
        Assert.Equal(3, fleet[0].Counters.Of("/v1/completions"));
    }
}
