using System.Net;
using System.Text.Json;
using Gateway.Simulator;
using Gateway.Simulator.Configuration;
using Gateway.Simulator.Faults;

namespace Gateway.Tests.Functional;

/// <summary><c>router_settings</c> of a key or team, in place of the config's.</summary>
public sealed class CallerRoutingTests : IAsyncLifetime
{
    private const string ToSecond = """{"router_settings":{"fallbacks":[{"first":["second"]}]}}""";
    private const string ToThird = """{"router_settings":{"fallbacks":[{"first":["third"]}]}}""";

    private SimulatedFleet _fleet = null!;
    private GatewayServer _gateway = null!;

    public async Task InitializeAsync()
    {
        _fleet = await SimulatedFleet.StartAsync(
            new EngineSettings { Name = "first", Model = "m", AnswerTokens = 5 },
            new EngineSettings { Name = "second", Model = "m", AnswerTokens = 5 },
            new EngineSettings { Name = "third", Model = "m", AnswerTokens = 5 });
        _fleet["first"].Faults = EngineFaults.OfStatus(503);
        _gateway = await GatewayServer.StartAsync(
            "model_list:\n" + string.Concat(_fleet.Engines.Select(engine => Fleet.Deployment(engine.Name, engine.Address)))
            + "router_settings: { num_retries: 0, retry_after: 0, disable_cooldowns: true, fallbacks: [{ first: [second] }] }\n");
        await _gateway.PollAsync();
    }

    public async Task DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _fleet.DisposeAsync();
    }

    [Fact]
    public async Task Keys_fallbacks_go_before_its_teams_and_those_before_the_configs()
    {
        await TeamAsync(ToThird);
        var (plain, own, teams) = (await _gateway.NewKeyAsync(), await _gateway.NewKeyAsync(Of("t", ToSecond)), await _gateway.NewKeyAsync(Of("t", "{}")));

        Assert.Equal(["second", "second", "third"], [await AskAsync(plain), await AskAsync(own), await AskAsync(teams)]);
    }

    [Fact]
    public async Task Fallbacks_of_a_request_go_before_all()
    {
        var key = await _gateway.NewKeyAsync(ToSecond);

        Assert.Equal("third", await AskAsync(key, ",\"fallbacks\":[\"third\"]"));
    }

    [Fact]
    public async Task Fallbacks_of_a_key_open_no_model_to_it()
    {
        var key = await _gateway.NewKeyAsync("""{"models":["first"],"router_settings":{"fallbacks":[{"*":["third"]}]}}""");

        Assert.Equal("503", await AskAsync(key));
        Assert.Equal(0, _fleet["third"].Counters.Received);
    }

    [Fact]
    public async Task Key_may_have_retries_of_its_own()
    {
        var key = await _gateway.NewKeyAsync("""{"models":["first"],"router_settings":{"num_retries":2,"fallbacks":[{"first":["third"]}]}}""");

        await AskAsync(key);

        Assert.Equal(3, _fleet["first"].Counters.Received);
    }

    [Fact]
    public async Task Key_may_have_a_time_limit_of_its_own()
    {
        _fleet["first"].Faults = EngineFaults.Of(FaultKind.HangBeforeHeaders);
        var key = await _gateway.NewKeyAsync("""{"models":["first"],"router_settings":{"timeout":0.2,"fallbacks":[{"first":["third"]}]}}""");

        Assert.Equal("504", await AskAsync(key));
    }

    [Fact]
    public async Task Group_that_stands_twice_has_the_last_of_its_lists()
    {
        var key = await _gateway.NewKeyAsync("""{"router_settings":{"fallbacks":[{"first":["second"]},{"first":["third"]}]}}""");

        Assert.Equal("third", await AskAsync(key));
    }

    [Theory]
    [InlineData("[]", "router_settings")]
    [InlineData("""{"fallbacks":{"first":["second"]}}""", "router_settings.fallbacks")]
    [InlineData("""{"fallbacks":[{"first":"second"}]}""", "router_settings.fallbacks")]
    [InlineData("""{"num_retries":-1}""", "router_settings.num_retries")]
    [InlineData("""{"timeout":"30"}""", "router_settings.timeout")]
    public async Task What_cannot_be_read_is_refused_by_its_name(string settings, string field)
    {
        using var answer = await _gateway.PostAsync("/key/generate", $$"""{"router_settings":{{settings}}}""");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(field, (await answer.ErrorAsync()).GetProperty("param").GetString());
    }

    private Task<JsonElement> TeamAsync(string json) => _gateway.ManageAsync("/team/new", Of("t", json));

    private static string Of(string team, string json) => json == "{}" ? $$"""{"team_id":"{{team}}"}""" : $$"""{"team_id":"{{team}}",{{json[1..]}}""";

    /// <summary>The model that answered, or the status of the error.</summary>
    private async Task<string> AskAsync(string key, string more = "")
    {
        using var client = _gateway.NewClient(key);
        using var answer = await _gateway.ChatAsync("first", more, client);
        return answer.IsSuccessStatusCode ? (await answer.JsonAsync()).GetProperty("model").GetString()! : ((int)answer.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture);
    }
}
