using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Gateway.Simulator;
using Gateway.Simulator.Configuration;
using Gateway.Simulator.Engine;

namespace Gateway.Tests.Simulator;

public sealed class ValidationTests : IAsyncLifetime
{
    private SimulatedFleet _fleet = null!;

    private SimulatedEngine Engine => _fleet[0];

    public async Task InitializeAsync() => _fleet = await SimulatedFleet.StartAsync(new EngineSettings { Model = "m" });

    public async Task DisposeAsync() => await _fleet.DisposeAsync();

    [Theory]
    [InlineData("""{"model": "m"}""", "messages")]
    [InlineData("""{"model": "m", "messages": "hello"}""", "messages")]
    [InlineData("""{"model": "m", "messages": []}""", "messages")]
    [InlineData("""{"model": 5, "messages": []}""", "model")]
    [InlineData("""{"model": "m", "max_tokens": "many", "messages": [{"role": "user", "content": "x"}]}""", "max_tokens")]
    [InlineData("""{"model": "m", "max_tokens": 0, "messages": [{"role": "user", "content": "x"}]}""", "max_tokens")]
    [InlineData("""{"model": "m", "stream": "yes", "messages": [{"role": "user", "content": "x"}]}""", "stream")]
    [InlineData("""{"model": "m", "temperature": -1, "messages": [{"role": "user", "content": "x"}]}""", "temperature")]
    [InlineData("""{"model": "m", "top_logprobs": 2, "messages": [{"role": "user", "content": "x"}]}""", "top_logprobs")]
    [InlineData("""{"model": "m", "stream_options": {"include_usage": true}, "messages": [{"role": "user", "content": "x"}]}""", "stream_options")]
    public async Task A_bad_field_is_a_400_that_names_it(string body, string field)
    {
        using var response = await Engine.PostAsync("/v1/chat/completions", body);

        var error = JsonNode.Parse(await response.Content.ReadAsStringAsync())!["error"]!;
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("BadRequestError", (string?)error["type"]);
        Assert.Equal(field, (string?)error["param"]);
    }

    [Theory]
    [InlineData("{", "JSON decode error")]
    [InlineData("[1]", "valid dictionary")]
    public async Task A_body_that_is_no_object_is_a_400(string body, string message)
    {
        Assert.Contains(message, await Engine.PostTextAsync("/v1/chat/completions", body));
    }

    [Fact]
    public async Task A_body_that_is_not_application_json_is_a_400()
    {
        using var client = new HttpClient();
        using var response = await client.PostAsync(new Uri(Engine.Address, "/v1/completions"), new StringContent("""{"model": "m", "prompt": "x"}""", Encoding.UTF8, "text/plain"));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("Only 'application/json' is allowed", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task An_unknown_model_is_a_404()
    {
        Assert.Equal(
            """{"error":{"message":"The model `x` does not exist.","type":"NotFoundError","param":"model","code":404}}""",
            await Engine.PostTextAsync("/v1/chat/completions", """{"model": "x", "messages": []}"""));
    }

    [Theory]
    [InlineData(ContextErrorText.New, "Input length (15) exceeds model's maximum context length (10).")]
    [InlineData(ContextErrorText.Old, "This model's maximum context length is 10 tokens. However, you requested 20 tokens (15 in the prompt, 5 in the completion). Please reduce the length of the prompt or completion.")]
    public async Task A_prompt_that_is_too_long_is_a_400_in_the_words_of_the_version(ContextErrorText text, string message)
    {
        await using var fleet = await SimulatedFleet.StartAsync(new EngineSettings { Model = "m", MaxModelLen = 10, ContextErrorText = text });

        var answer = await fleet[0].PostJsonAsync("/v1/completions", $$"""{"model": "m", "max_tokens": 5, "prompt": [{{string.Join(',', Enumerable.Repeat(1, 15))}}]}""");

        Assert.Equal(message, (string?)answer["error"]!["message"]);
    }

    [Fact]
    public async Task Max_tokens_beyond_the_context_are_a_400()
    {
        await using var fleet = await SimulatedFleet.StartAsync(new EngineSettings { Model = "m", MaxModelLen = 50 });

        Assert.Contains("'max_tokens' or 'max_completion_tokens' is too large: 40.", await fleet[0].PostTextAsync("/v1/chat/completions", fleet[0].ChatBody("Hello there, how are you?", "\"max_tokens\": 40,")));
    }

    [Fact]
    public async Task Errors_come_in_the_old_shape_when_set_so()
    {
        await using var fleet = await SimulatedFleet.StartAsync(new EngineSettings { Model = "m", ErrorShape = ErrorShape.Old });

        Assert.Equal(
            """{"object":"error","message":"The model `x` does not exist.","type":"NotFoundError","param":"model","code":404}""",
            await fleet[0].PostTextAsync("/v1/completions", """{"model": "x", "prompt": "a"}"""));
    }

    [Fact]
    public async Task The_api_key_guards_v1_and_v2_only()
    {
        await using var fleet = await SimulatedFleet.StartAsync(new EngineSettings { Model = "m", ApiKey = "secret", Task = EngineTask.Embed });
        using var refused = await fleet[0].GetAsync("/v1/models");
        using var health = await fleet[0].GetAsync("/health");
        using var client = new HttpClient { DefaultRequestHeaders = { Authorization = new("Bearer", "secret") } };
        using var allowed = await client.GetAsync(new Uri(fleet[0].Address, "/v1/models"));

        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Equal("""{"error": "Unauthorized"}""", await refused.Content.ReadAsStringAsync());
        Assert.Equal("""{"error": "Unauthorized"}""", await fleet[0].PostTextAsync("/v2/rerank", """{"model": "m", "query": "a", "documents": ["b"]}"""));
        Assert.Contains("results", await fleet[0].PostTextAsync("/rerank", """{"model": "m", "query": "a", "documents": ["b"]}"""));
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
        Assert.Equal(HttpStatusCode.OK, allowed.StatusCode);
    }

    [Fact]
    public async Task Unknown_paths_and_methods_answer_in_the_shape_of_errors()
    {
        using var path = await Engine.GetAsync("/v1/nothing");
        using var method = await Engine.GetAsync("/v1/chat/completions");

        Assert.Equal("""{"error":{"message":"Not Found","type":"NotFoundError","param":null,"code":404}}""", await path.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.MethodNotAllowed, method.StatusCode);
    }

    [Theory]
    [InlineData("/v1/embeddings", """{"model": "m", "input": "x"}""")]
    [InlineData("/v1/rerank", """{"model": "m", "query": "x", "documents": ["y"]}""")]
    public async Task A_chat_model_refuses_what_it_cannot_do(string path, string body)
    {
        using var response = await Engine.PostAsync(path, body);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }
}
