namespace Gateway.Tests.Functional;

/// <summary>The response cache behind <c>/v1/messages</c> and <c>/v1/responses</c>.</summary>
public sealed class DialectCacheTests
{
    private const string Cache = "litellm_settings: { cache: true, cache_params: { type: local } }\n";
    private const string Message = """{"model":"m","max_tokens":20,"messages":[{"role":"user","content":"Hello"}]}""";
    private const string Response = """{"model":"m","input":"Hello"}""";

    [Theory]
    [InlineData("/v1/messages", Message)]
    [InlineData("/v1/messages", """{"model":"m","max_tokens":20,"stream":true,"messages":[{"role":"user","content":"Hello"}]}""")]
    [InlineData("/v1/responses", Response)]
    [InlineData("/v1/responses", """{"model":"m","input":"Hello","stream":true}""")]
    public async Task Same_request_is_answered_from_the_cache_byte_for_byte(string path, string body)
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await GatewayServer.StartAsync(Fleet.Config(fleet, Cache));

        var (first, isFirstHit) = await AskAsync(gateway, path, body);
        var (second, isSecondHit) = await AskAsync(gateway, path, body);

        Assert.Equal(first, second);
        Assert.Equal((false, true), (isFirstHit, isSecondHit));
        Assert.Equal(1, fleet["a"].Counters.Received);
    }

    [Fact]
    public async Task Beta_features_of_a_message_make_it_another_request()
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await GatewayServer.StartAsync(Fleet.Config(fleet, Cache));
        await AskAsync(gateway, "/v1/messages", Message);

        gateway.Http.DefaultRequestHeaders.Add("anthropic-beta", "context-management-2025-06-27");

        Assert.False((await AskAsync(gateway, "/v1/messages", Message)).IsHit);
    }

    [Theory]
    [InlineData("""{"model":"m","input":"Hello"}""", false)]
    [InlineData("""{"model":"m","input":"Hello","store":false}""", true)]
    public async Task Response_that_is_stored_is_shared_with_no_other_key_since_it_could_not_be_asked_for(string body, bool isShared)
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await GatewayServer.StartAsync(Fleet.Config(fleet, Cache));
        await gateway.PollAsync();
        await AskAsync(gateway, "/v1/responses", body);
        using var other = gateway.NewClient(await gateway.NewKeyAsync());

        Assert.Equal(isShared, (await AskAsync(gateway, "/v1/responses", body, other)).IsHit);
    }

    [Theory]
    [InlineData("""{"model":"m","input":"Hello","background":true}""")]
    [InlineData("""{"model":"m","input":"Hello","conversation":"conv_1"}""")]
    [InlineData("""{"model":"m","conversation":{"id":"conv_1"},"input":"Hello"}""")]
    public async Task Response_that_changes_something_is_made_each_time(string body)
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await GatewayServer.StartAsync(Fleet.Config(fleet, Cache));

        await AskAsync(gateway, "/v1/responses", body);

        Assert.False((await AskAsync(gateway, "/v1/responses", body)).IsHit);
    }

    private static async Task<(string Body, bool IsHit)> AskAsync(GatewayServer gateway, string path, string body, HttpClient? client = null)
    {
        using var answer = await gateway.PostAsync(path, body, client);
        var text = await answer.Content.ReadAsStringAsync();
        await gateway.WhenIdleAsync();
        return (text, answer.Headers.TryGetValues("x-litellm-cache-hit", out var hit) && hit.Single() == "True");
    }
}
