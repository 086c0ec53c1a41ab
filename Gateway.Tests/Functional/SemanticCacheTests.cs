using System.Net;
using Gateway.Proxy.Caching.Semantic;
using Gateway.Simulator;
using Gateway.Tests.Servers;
using Gateway.Tests.Upstreams;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Functional;

/// <summary><c>cache_params.type: redis-semantic</c>: prompts of one meaning are given one answer.</summary>
[Collection(RedisCollection.Name)]
public sealed class SemanticCacheTests(RedisServer redis) : IAsyncLifetime
{
    private const string Question = "What is the capital of France today please";
    private const string Alike = "what is the capital of france today, please?";
    private const string Close = "Tell me what is the capital of France today please";
    private const string Other = "How do I bake bread at home";

    private readonly string _namespace = Guid.NewGuid().ToString("n");
    private SimulatedFleet _fleet = null!;
    private WordVectorServer _words = null!;

    public async Task InitializeAsync()
    {
        _fleet = await Fleet.StartAsync(1);
        _words = await WordVectorServer.StartServerAsync();
    }

    public async Task DisposeAsync()
    {
        await _words.DisposeAsync();
        await _fleet.DisposeAsync();
    }

    [Theory]
    [InlineData("redis-semantic", "/v1/chat/completions", "")]
    [InlineData("qdrant-semantic", "/v1/chat/completions", "")]
    [InlineData("qdrant-semantic", "/v1/chat/completions", ",\"stream\":true")]
    [InlineData("qdrant-semantic", "/v1/messages", ",\"max_tokens\":20")]
    public async Task Prompt_of_the_same_meaning_is_given_the_same_answer_and_how_alike_it_is_is_told(string type, string path, string more)
    {
        await using var gateway = await StartAsync(type);
        var first = await AskAsync(gateway, Question, path, more);

        var second = await AskAsync(gateway, Close, path, more);

        Assert.Equal((false, first.Body), (first.Similarity is not null, second.Body));
        Assert.InRange(second.Similarity!.Value, 0.8, 0.99);
        Assert.Equal(1, _fleet["a"].Counters.Received);
        Assert.Equal(0, gateway.SpendLogs.All[^1].Cost);
        Assert.True(gateway.SpendLogs.All[^1].CacheHit);
    }

    [Fact]
    public async Task Prompt_of_another_meaning_is_asked_of_the_model()
    {
        await using var gateway = await StartAsync("qdrant-semantic");
        await AskAsync(gateway, Question);

        Assert.Null((await AskAsync(gateway, Other)).Similarity);
        Assert.Equal(2, _fleet["a"].Counters.Received);
    }

    [Theory]
    [InlineData("0.8", true)]
    [InlineData("0.99", false)]
    public async Task Threshold_says_how_alike_prompts_must_be(string threshold, bool isHit)
    {
        await using var gateway = await StartAsync("qdrant-semantic", $"similarity_threshold: {threshold}");
        await AskAsync(gateway, Question);

        Assert.Equal(isHit, (await AskAsync(gateway, Close)).Similarity is not null);
    }

    [Theory]
    [InlineData(""","temperature":1""", "")]
    [InlineData("", """{"role":"system","content":"Answer in French."},""")]
    [InlineData("", """{"role":"user","content":"Hello"},{"role":"assistant","content":"Hi!"},""")]
    public async Task Everything_but_the_last_message_has_to_be_the_same(string more, string before)
    {
        await using var gateway = await StartAsync("qdrant-semantic");
        await AskAsync(gateway, Question);

        Assert.Null((await AskAsync(gateway, Alike, more: more, before: before)).Similarity);
    }

    [Fact]
    public async Task Picture_in_the_last_message_is_never_compared()
    {
        await using var gateway = await StartAsync("qdrant-semantic");
        const string Parts = """[{"type":"text","text":"What is in this picture"},{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}}]""";
        await AskContentAsync(gateway, Parts);

        Assert.Null((await AskContentAsync(gateway, Parts.Replace("AAAA", "BBBB", StringComparison.Ordinal))).Similarity);
    }

    [Fact]
    public async Task Answers_are_shared_within_the_scope_alone()
    {
        await using var gateway = await StartAsync("qdrant-semantic", "similarity_threshold: 0.8, scope: key");
        await gateway.PollAsync();
        await AskAsync(gateway, Question);
        using var other = gateway.NewClient(await gateway.NewKeyAsync());

        Assert.Null((await AskAsync(gateway, Alike, client: other)).Similarity);
        Assert.NotNull((await AskAsync(gateway, Alike)).Similarity);
    }

    [Fact]
    public async Task Key_needs_no_access_to_the_embedding_model()
    {
        await using var gateway = await StartAsync("qdrant-semantic");
        await gateway.PollAsync();
        using var client = gateway.NewClient(await gateway.NewKeyAsync("""{"models":["m"]}"""));
        await AskAsync(gateway, Question, client: client);

        Assert.NotNull((await AskAsync(gateway, Alike, client: client)).Similarity);
    }

    [Fact]
    public async Task Embedding_model_that_fails_costs_no_request()
    {
        await using var gateway = await StartAsync("qdrant-semantic");
        _words.Fails = true;

        await AskAsync(gateway, Question);
        _words.Fails = false;
        await AskAsync(gateway, Question + " now");

        Assert.Equal(2, _fleet["a"].Counters.Received);
        Assert.NotNull((await AskAsync(gateway, Question + ", now!")).Similarity);
    }

    [Fact]
    public async Task Embedding_model_that_hangs_is_waited_for_no_longer_than_its_limit()
    {
        await using var gateway = await StartAsync("qdrant-semantic", "similarity_threshold: 0.8, semantic_cache_embedding_timeout: 0.2");
        _words.Hangs = true;

        Assert.Null((await AskAsync(gateway, Question)).Similarity);
        Assert.Equal(1, _fleet["a"].Counters.Received);
    }

    [Fact]
    public async Task Other_replicas_and_those_that_start_later_know_what_one_has_answered()
    {
        await using var first = await StartAsync("redis-semantic");
        await AskAsync(first, Question);

        await using var second = await StartAsync("redis-semantic");
        await second.Services.GetRequiredService<SemanticIndexSharing>().ReadAsync();

        Assert.NotNull((await AskAsync(second, Alike)).Similarity);
    }

    [Theory]
    [InlineData("9223372036854775807")]
    [InlineData("-1")]
    [InlineData("soon")]
    public async Task Entry_that_cannot_be_read_is_passed_over(string expires)
    {
        await using var gateway = await StartAsync("redis-semantic");
        using var connection = await StackExchange.Redis.ConnectionMultiplexer.ConnectAsync($"{redis.Host}:{redis.Port}");
        await connection.GetDatabase().StreamAddAsync("gateway:semantic", [new("replica", "x"), new("space", "s"), new("key", "k"), new("expires", expires), new("vector", "AAAA")]);

        await gateway.Services.GetRequiredService<SemanticIndexSharing>().ReadAsync();

        await AskAsync(gateway, Question);
        Assert.NotNull((await AskAsync(gateway, Alike)).Similarity);
    }

    [Fact]
    public async Task Answer_that_was_deleted_is_asked_for_again()
    {
        await using var gateway = await StartAsync("qdrant-semantic");
        var key = (await AskAsync(gateway, Question)).Key;
        await gateway.ManageAsync("/cache/delete", $$"""{"keys":["{{key}}"]}""");

        Assert.Null((await AskAsync(gateway, Alike)).Similarity);
        Assert.Equal(2, _fleet["a"].Counters.Received);
    }

    private Task<GatewayServer> StartAsync(string type, string parameters = "similarity_threshold: 0.8") => GatewayServer.StartAsync($$"""
        model_list:
          - model_name: m
            litellm_params: { model: openai/m, api_base: "{{_fleet["a"].Address}}v1" }
          - model_name: words
            litellm_params: { model: openai/words, api_base: "{{_words.Address}}v1" }
            model_info: { mode: embedding }
        router_settings: { num_retries: 0, disable_cooldowns: true }
        litellm_settings:
          cache: true
          cache_params: { type: {{type}}, host: {{redis.Host}}, port: {{redis.Port}}, namespace: "{{_namespace}}", redis_semantic_cache_embedding_model: words, {{parameters}} }
        """);

    private static Task<Asked> AskAsync(GatewayServer gateway, string prompt, string path = "/v1/chat/completions", string more = "", string before = "", HttpClient? client = null) =>
        AskContentAsync(gateway, $"\"{prompt}\"", path, more, before, client);

    private static async Task<Asked> AskContentAsync(GatewayServer gateway, string content, string path = "/v1/chat/completions", string more = "", string before = "", HttpClient? client = null)
    {
        using var answer = await gateway.PostAsync(path, $$"""{"model":"m","messages":[{{before}}{"role":"user","content":{{content}}}]{{more}}}""", client);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var body = await answer.Content.ReadAsStringAsync();
        await gateway.WhenIdleAsync();
        var similarity = answer.Headers.TryGetValues("x-litellm-semantic-similarity", out var values) ? double.Parse(values.Single(), System.Globalization.CultureInfo.InvariantCulture) : (double?)null;
        return new Asked(body, answer.Headers.TryGetValues("x-litellm-cache-key", out var keys) ? keys.Single() : null, similarity);
    }

    private sealed record Asked(string Body, string? Key, double? Similarity);
}
