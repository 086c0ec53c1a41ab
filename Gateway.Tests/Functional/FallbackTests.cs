using System.Net;
using Gateway.Simulator;
using Gateway.Simulator.Configuration;
using Gateway.Simulator.Faults;

namespace Gateway.Tests.Functional;

public sealed class FallbackTests : IAsyncLifetime
{
    private SimulatedFleet _fleet = null!;

    public async Task InitializeAsync() => _fleet = await SimulatedFleet.StartAsync(
        new EngineSettings { Name = "first", Model = "m", MaxModelLen = 100, AnswerTokens = 5 },
        new EngineSettings { Name = "second", Model = "m", AnswerTokens = 5 },
        new EngineSettings { Name = "third", Model = "m", AnswerTokens = 5 });

    public async Task DisposeAsync() => await _fleet.DisposeAsync();

    [Fact]
    public async Task Failed_group_is_answered_by_its_fallback_which_names_itself()
    {
        await using var gateway = await StartAsync("fallbacks: [{ first: [second] }]");
        _fleet["first"].Faults = EngineFaults.OfStatus(500);

        using var response = await gateway.ChatAsync("first");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("second", (await response.JsonAsync()).GetProperty("model").GetString());
        Assert.Equal("second", response.Header("x-litellm-model-group"));
        Assert.Equal("1", response.Header("x-litellm-attempted-fallbacks"));
    }

    [Fact]
    public async Task Fallbacks_are_tried_in_order()
    {
        await using var gateway = await StartAsync("num_retries: 0, fallbacks: [{ first: [second, third] }]");
        _fleet["first"].Faults = _fleet["second"].Faults = EngineFaults.OfStatus(503);

        using var response = await gateway.ChatAsync("first");

        Assert.Equal("third", (await response.JsonAsync()).GetProperty("model").GetString());
        Assert.Equal((1, 1, 1), (_fleet["first"].Counters.Received, _fleet["second"].Counters.Received, _fleet["third"].Counters.Received));
    }

    [Fact]
    public async Task When_everything_fails_the_error_is_the_first_models_own()
    {
        await using var gateway = await StartAsync("num_retries: 0, fallbacks: [{ first: [second] }]");
        _fleet["first"].Faults = EngineFaults.Of(new Fault { Kind = FaultKind.Status, Status = 507, Message = "I am the first" });
        _fleet["second"].Faults = EngineFaults.OfStatus(503);

        using var response = await gateway.ChatAsync("first");

        Assert.Equal(507, (int)response.StatusCode);
        Assert.Equal("I am the first", (await response.ErrorAsync()).GetProperty("message").GetString());
    }

    [Fact]
    public async Task Plain_bad_request_does_not_fall_back()
    {
        await using var gateway = await StartAsync("fallbacks: [{ first: [second] }]");
        _fleet["first"].Faults = EngineFaults.OfStatus(400);

        using var response = await gateway.ChatAsync("first");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(0, _fleet["second"].Counters.Received);
    }

    [Theory]
    [InlineData(nameof(ContextErrorText.Old))]
    [InlineData(nameof(ContextErrorText.New))]
    public async Task Prompt_too_long_goes_to_the_context_window_fallback(string text)
    {
        await using var own = await SimulatedFleet.StartAsync(new EngineSettings { Name = "first", Model = "m", MaxModelLen = 100, ContextErrorText = Enum.Parse<ContextErrorText>(text) });
        await using var gateway = await GatewayServer.StartAsync(
            "model_list:\n" + Fleet.Deployment("first", own[0].Address) + Fleet.Deployment("second", _fleet["second"].Address) + Fleet.Deployment("third", _fleet["third"].Address)
            + "router_settings: { fallbacks: [{ first: [second] }], context_window_fallbacks: [{ first: [third] }] }\n");

        using var response = await gateway.PostAsync("/v1/chat/completions", $$"""{"model":"first","messages":[{"role":"user","content":"{{new string('x', 2_000)}}"}]}""");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("third", (await response.JsonAsync()).GetProperty("model").GetString());
        Assert.Equal(1, own[0].Counters.Received);
    }

    [Fact]
    public async Task Default_fallbacks_serve_groups_without_their_own()
    {
        await using var gateway = await StartAsync("default_fallbacks: [third], fallbacks: [{ second: [first] }]");
        _fleet["first"].Faults = EngineFaults.OfStatus(500);

        using var response = await gateway.ChatAsync("first");

        Assert.Equal("third", (await response.JsonAsync()).GetProperty("model").GetString());
    }

    [Fact]
    public async Task No_more_than_max_fallbacks_groups_are_tried()
    {
        await using var gateway = await StartAsync("num_retries: 0, max_fallbacks: 1, fallbacks: [{ first: [second, third] }]");
        _fleet["first"].Faults = _fleet["second"].Faults = EngineFaults.OfStatus(500);

        using var response = await gateway.ChatAsync("first");

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Equal(0, _fleet["third"].Counters.Received);
    }

    [Fact]
    public async Task Request_may_bring_its_own_fallbacks()
    {
        await using var gateway = await StartAsync("fallbacks: [{ first: [second] }]");
        _fleet["first"].Faults = EngineFaults.OfStatus(500);

        using var response = await gateway.ChatAsync("first", ",\"fallbacks\":[\"third\"]");

        Assert.Equal("third", (await response.JsonAsync()).GetProperty("model").GetString());
        Assert.DoesNotContain("fallbacks", _fleet["third"].LastRequest.BodyText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Request_may_turn_fallbacks_off()
    {
        await using var gateway = await StartAsync("fallbacks: [{ first: [second] }]");
        _fleet["first"].Faults = EngineFaults.OfStatus(500);

        using var response = await gateway.ChatAsync("first", ",\"disable_fallbacks\":true");

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Equal(0, _fleet["second"].Counters.Received);
    }

    [Fact]
    public async Task Streams_fall_back_as_well()
    {
        await using var gateway = await StartAsync("num_retries: 0, fallbacks: [{ first: [second] }]");
        _fleet["first"].Faults = EngineFaults.Of(FaultKind.ResetAfterHeaders);

        using var response = await gateway.ChatAsync("first", ",\"stream\":true");
        var text = await response.Content.ReadAsStringAsync();

        Assert.Contains("\"model\":\"second\"", text, StringComparison.Ordinal);
        Assert.EndsWith("data: [DONE]\n\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mock_failure_shows_the_fallback_without_harming_the_deployment()
    {
        await using var gateway = await StartAsync("num_retries: 0, fallbacks: [{ first: [second] }]");

        for (var i = 0; i < 10; i++)
        {
            using var response = await gateway.ChatAsync("first", ",\"mock_testing_fallbacks\":true");
            Assert.Equal("second", (await response.JsonAsync()).GetProperty("model").GetString());
        }

        Assert.Equal(0, _fleet["first"].Counters.Received);
        Assert.Equal(0, gateway.State("first").Failures);
    }

    private Task<GatewayServer> StartAsync(string routerSettings) => GatewayServer.StartAsync(
        "model_list:\n" + string.Concat(_fleet.Engines.Select(engine => Fleet.Deployment(engine.Name, engine.Address)))
        + $"router_settings: {{ {routerSettings} }}\n");
}
