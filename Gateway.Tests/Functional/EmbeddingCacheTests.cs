using System.Net;
using Gateway.Simulator;
using Gateway.Simulator.Configuration;
using Gateway.Simulator.Faults;
using Gateway.Tests.Servers;

namespace Gateway.Tests.Functional;

[Collection(RedisCollection.Name)]
public sealed class EmbeddingCacheTests(RedisServer redis)
{
    [Theory]
    [InlineData("local")]
    [InlineData("redis")]
    public async Task Only_texts_that_are_new_go_to_the_model(string type)
    {
        await using var fleet = await StartFleetAsync();
        await using var gateway = await StartAsync(fleet, type);
        await using var plain = await GatewayServer.StartAsync(Fleet.Config(fleet));
        await EmbedAsync(gateway, """["one","two"]""");
        var sent = fleet["a"].Counters.Received;

        using var answer = await EmbedAsync(gateway, """["zero","one","three","two"]""");

        Assert.Equal(sent + 1, fleet["a"].Counters.Received);
        using var expected = await EmbedAsync(plain, """["zero","one","three","two"]""");
        Assert.Equal(await VectorsAsync(expected), await VectorsAsync(answer));
        Assert.Equal("False", answer.Header("x-litellm-cache-hit"));
    }

    [Fact]
    public async Task List_of_known_texts_asks_no_model_and_costs_nothing()
    {
        await using var fleet = await StartFleetAsync();
        await using var gateway = await StartAsync(fleet, "local");
        await EmbedAsync(gateway, """["one","two"]""");
        await EmbedAsync(gateway, """["three",[1,2,3]]""");
        var sent = fleet["a"].Counters.Received;

        using var answer = await EmbedAsync(gateway, """[[1,2,3],"two","three"]""");

        Assert.Equal(sent, fleet["a"].Counters.Received);
        Assert.Equal("True", answer.Header("x-litellm-cache-hit"));
        Assert.Equal("0", answer.Header("x-litellm-response-cost"));
        Assert.Equal(3, (await VectorsAsync(answer)).Count);
        await gateway.WhenIdleAsync();
        Assert.True(gateway.SpendLogs.All[^1].CacheHit);
    }

    [Fact]
    public async Task Other_dimensions_or_encoding_are_other_embeddings()
    {
        await using var fleet = await StartFleetAsync();
        await using var gateway = await StartAsync(fleet, "local");
        await EmbedAsync(gateway, """["one","two"]""");

        using var encoded = await EmbedAsync(gateway, """["one","two"]""", ",\"encoding_format\":\"base64\"");

        Assert.Equal("False", encoded.Header("x-litellm-cache-hit"));
    }

    [Fact]
    public async Task Failure_is_passed_on_and_nothing_is_stored()
    {
        await using var fleet = await StartFleetAsync();
        await using var gateway = await StartAsync(fleet, "local");
        await EmbedAsync(gateway, """["one","two"]""");
        fleet["a"].Faults = EngineFaults.Of(FaultKind.Status);

        using (var failed = await EmbedAsync(gateway, """["one","new"]""", ",\"num_retries\":0"))
        {
            Assert.Equal(HttpStatusCode.InternalServerError, failed.StatusCode);
            Assert.True((await failed.JsonAsync()).TryGetProperty("error", out _));
        }

        fleet["a"].Faults = EngineFaults.None;
        using var answer = await EmbedAsync(gateway, """["one","new"]""");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(2, (await VectorsAsync(answer)).Count);
    }

    private static Task<SimulatedFleet> StartFleetAsync() => Fleet.StartAsync(1, settings => settings with { Task = EngineTask.Embed, EmbeddingDimensions = 4 });

    private Task<GatewayServer> StartAsync(SimulatedFleet fleet, string type) => GatewayServer.StartAsync(Fleet.Config(fleet, $$"""
        litellm_settings:
          cache: true
          cache_params: { type: {{type}}, host: {{redis.Host}}, port: {{redis.Port}}, namespace: "{{Guid.NewGuid():n}}" }

        """));

    private static Task<HttpResponseMessage> EmbedAsync(GatewayServer gateway, string input, string more = "") =>
        gateway.PostAsync("/v1/embeddings", $$"""{"model":"m","input":{{input}}{{more}}}""");

    private static async Task<List<string>> VectorsAsync(HttpResponseMessage response) =>
        [.. (await response.JsonAsync()).GetProperty("data").EnumerateArray()
            .Select((item, i) => (item.GetProperty("index").GetInt32() == i, item.GetProperty("embedding").GetRawText()).ToString())];
}
