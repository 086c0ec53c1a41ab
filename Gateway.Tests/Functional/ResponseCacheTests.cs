using System.Net;
using Gateway.Simulator;
using Gateway.Simulator.Faults;
using Gateway.Tests.Common;
using Gateway.Tests.Servers;

namespace Gateway.Tests.Functional;

[Collection(RedisCollection.Name)]
public sealed class ResponseCacheTests(RedisServer redis)
{
    private const string Stream = ",\"stream\":true";

    [Theory]
    [InlineData("local", "")]
    [InlineData("redis", "")]
    [InlineData("local", Stream)]
    [InlineData("redis", Stream)]
    public async Task Same_request_is_answered_once_by_the_model_and_then_from_the_cache(string type, string more)
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await StartAsync(fleet, type);

        using var miss = await gateway.ChatAsync("m", more);
        var first = await miss.Content.ReadAsStringAsync();
        await gateway.WhenIdleAsync();
        using var hit = await gateway.ChatAsync("m", more);

        Assert.Equal(first, await hit.Content.ReadAsStringAsync());
        Assert.Equal(miss.Content.Headers.ContentType, hit.Content.Headers.ContentType);
        Assert.Equal(("False", "True"), (miss.Header("x-litellm-cache-hit"), hit.Header("x-litellm-cache-hit")));
        Assert.Equal(miss.Header("x-litellm-cache-key"), hit.Header("x-litellm-cache-key"));
        Assert.Equal(1, fleet["a"].Counters.Received);
        await gateway.WhenIdleAsync();
        Assert.Equal([false, true], gateway.SpendLogs.All.Select(log => log.CacheHit));
        Assert.Equal(0, gateway.SpendLogs.All[1].Cost);
    }

    [Fact]
    public async Task Order_of_fields_and_who_asks_make_no_difference_and_everything_else_does()
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await StartAsync(fleet, "local");
        await SendAsync(gateway, """{"model":"m","messages":[{"role":"user","content":"x"}],"temperature":0}""");

        Assert.True(await IsHitAsync(gateway, """{"temperature":0, "messages":[{"role":"user","content":"x"}],"model":"m","user":"somebody","num_retries":1}"""));
        Assert.False(await IsHitAsync(gateway, """{"model":"m","messages":[{"role":"user","content":"x"}],"temperature":1}"""));
        Assert.False(await IsHitAsync(gateway, """{"model":"m","messages":[{"role":"user","content":"y"}],"temperature":0}"""));
        Assert.False(await IsHitAsync(gateway, """{"model":"m","messages":[{"role":"user","content":"x"}],"temperature":0,"cache":{"namespace":"other"}}"""));
    }

    [Theory]
    [InlineData("key", false)]
    [InlineData("team", true)]
    public async Task Scope_says_with_whom_an_answer_is_shared(string scope, bool sharedInTeam)
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await GatewayServer.StartAsync(Fleet.Config(fleet, Settings("local", redis).Replace("type: local", $"type: local, scope: {scope}", StringComparison.Ordinal)));
        await gateway.PollAsync();
        var keys = await Task.WhenAll(gateway.NewKeyAsync("""{"team_id":"t"}"""), gateway.NewKeyAsync("""{"team_id":"t"}"""), gateway.NewKeyAsync("""{"team_id":"other"}"""));

        var hits = new List<string?>();
        foreach (var key in (string[])[keys[0], keys[0], keys[1], keys[2]])
        {
            using var client = gateway.NewClient(key);
            using var answer = await gateway.ChatAsync("m", client: client);
            hits.Add(answer.Header("x-litellm-cache-hit"));
            await gateway.WhenIdleAsync();
        }

        Assert.Equal(["False", "True", $"{sharedInTeam}", "False"], hits);
    }

    [Fact]
    public async Task Request_controls_reading_and_storing()
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await StartAsync(fleet, "local");

        await gateway.ChatAsync("m", ",\"cache\":{\"no-store\":true}");
        Assert.Equal("False", (await gateway.ChatAsync("m")).Header("x-litellm-cache-hit"));
        await gateway.WhenIdleAsync();
        Assert.Equal("False", (await gateway.ChatAsync("m", ",\"cache\":{\"no-cache\":true}")).Header("x-litellm-cache-hit"));
        Assert.Equal("True", (await gateway.ChatAsync("m")).Header("x-litellm-cache-hit"));
        using var refused = await gateway.ChatAsync("m", ",\"cache\":{\"ttl\":\"long\"}");
        Assert.Equal("cache", (await refused.ErrorAsync()).GetProperty("param").GetString());
    }

    [Fact]
    public async Task Answers_grow_old()
    {
        var time = new ManualTimeProvider();
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await GatewayServer.StartAsync(Fleet.Config(fleet, "litellm_settings: { cache: true, cache_type: local, cache_kwargs: { ttl: 3600 } }\n"), time);
        await gateway.ChatAsync("m");
        await gateway.WhenIdleAsync();

        time.Advance(TimeSpan.FromSeconds(100));
        Assert.Equal("False", (await gateway.ChatAsync("m", ",\"cache\":{\"s-maxage\":99,\"no-store\":true}")).Header("x-litellm-cache-hit"));
        Assert.Equal("True", (await gateway.ChatAsync("m", ",\"cache\":{\"s-maxage\":101}")).Header("x-litellm-cache-hit"));
        time.Advance(TimeSpan.FromSeconds(3_501));
        Assert.Equal("False", (await gateway.ChatAsync("m")).Header("x-litellm-cache-hit"));
    }

    [Theory]
    [InlineData(nameof(FaultKind.ErrorMidStream), Stream)]
    [InlineData(nameof(FaultKind.CloseMidStream), Stream)]
    [InlineData(nameof(FaultKind.FinishAbort), Stream)]
    [InlineData(nameof(FaultKind.Status), "")]
    public async Task Failed_and_broken_answers_are_not_stored(string fault, string more)
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await StartAsync(fleet, "local");
        fleet["a"].Faults = EngineFaults.Of(new Fault { Kind = Enum.Parse<FaultKind>(fault), Status = 400, Count = 1 });

        await (await gateway.ChatAsync("m", more)).Content.ReadAsStringAsync();
        await gateway.WhenIdleAsync();

        Assert.Equal("False", (await gateway.ChatAsync("m", more)).Header("x-litellm-cache-hit"));
    }

    [Fact]
    public async Task Cache_is_off_unless_asked_for()
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await GatewayServer.StartAsync(Fleet.Config(fleet));

        await gateway.ChatAsync("m");
        using var second = await gateway.ChatAsync("m");

        Assert.Null(second.Header("x-litellm-cache-key"));
        Assert.Equal(2, fleet["a"].Counters.Received);
    }

    [Theory]
    [InlineData("local")]
    [InlineData("redis")]
    public async Task Operator_can_delete_one_answer_or_all(string type)
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await StartAsync(fleet, type);
        var key = (await gateway.ChatAsync("m")).Header("x-litellm-cache-key");
        await gateway.WhenIdleAsync();

        var deleted = await (await gateway.PostAsync("/cache/delete", $$"""{"keys":["{{key}}","unknown"]}""")).JsonAsync();
        Assert.Equal(1, deleted.GetProperty("deleted").GetInt64());
        Assert.Equal("False", (await gateway.ChatAsync("m")).Header("x-litellm-cache-hit"));
        await gateway.WhenIdleAsync();
        Assert.Equal(HttpStatusCode.OK, (await gateway.PostAsync("/cache/flushall", "{}")).StatusCode);
        Assert.Equal("False", (await gateway.ChatAsync("m")).Header("x-litellm-cache-hit"));
        Assert.Equal(type, (await (await gateway.Http.GetAsync("/cache/ping")).JsonAsync()).GetProperty("cache_type").GetString());
    }

    [Fact]
    public async Task Redis_tells_about_itself()
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await StartAsync(fleet, "redis");

        var info = await (await gateway.Http.GetAsync("/cache/redis/info")).JsonAsync();

        Assert.True(info.GetProperty("info").TryGetProperty("Server", out _));
    }

    [Fact]
    public async Task Redis_that_dies_is_a_miss_and_never_an_error()
    {
        var own = new RedisServer();
        await own.InitializeAsync();
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await GatewayServer.StartAsync(Fleet.Config(fleet, Settings("redis", own)));
        await gateway.ChatAsync("m");
        await gateway.WhenIdleAsync();
        await own.StopAsync();

        for (var i = 0; i < 20; i++)
        {
            using var response = await gateway.ChatAsync("m");
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await gateway.Http.GetAsync("/cache/ping")).StatusCode);
        await own.DisposeAsync();
    }

    private Task<GatewayServer> StartAsync(SimulatedFleet fleet, string type) => GatewayServer.StartAsync(Fleet.Config(fleet, Settings(type, redis)));

    // A namespace for each test: they share the server.
    private static string Settings(string type, RedisServer server) =>
        $"litellm_settings: {{ cache: true, cache_params: {{ type: {type}, host: {server.Host}, port: {server.Port}, namespace: \"{Guid.NewGuid():n}\" }} }}\n";

    private static async Task SendAsync(GatewayServer gateway, string json)
    {
        (await gateway.PostAsync("/v1/chat/completions", json)).Dispose();
        await gateway.WhenIdleAsync();
    }

    private static async Task<bool> IsHitAsync(GatewayServer gateway, string json)
    {
        using var response = await gateway.PostAsync("/v1/chat/completions", json);
        return response.Header("x-litellm-cache-hit") == "True";
    }
}
