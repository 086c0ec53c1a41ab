using System.Net;
using Gateway.Simulator.Faults;

namespace Gateway.Tests.Functional;

public sealed class StreamingTests
{
    [Fact]
    public async Task Stream_reaches_the_client_as_the_server_sent_it()
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await GatewayServer.StartAsync(Fleet.Config(fleet));
        using var direct = new HttpClient { BaseAddress = fleet["a"].Address };

        var relayed = await (await gateway.ChatAsync("m", ",\"stream\":true")).Content.ReadAsStringAsync();
        var original = await (await gateway.ChatAsync("m", ",\"stream\":true", direct)).Content.ReadAsStringAsync();

        Assert.Equal(WithoutIds(original), WithoutIds(relayed));
        Assert.DoesNotContain("usage", relayed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Client_that_asks_for_usage_gets_the_chunk()
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await GatewayServer.StartAsync(Fleet.Config(fleet));

        var text = await (await gateway.ChatAsync("m", ",\"stream\":true,\"stream_options\":{\"include_usage\":true}")).Content.ReadAsStringAsync();

        Assert.Contains("\"choices\":[],\"usage\":{", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tokens_are_counted_whether_or_not_the_client_asked()
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await GatewayServer.StartAsync(Fleet.Config(fleet));

        await (await gateway.ChatAsync("m", ",\"stream\":true")).Content.ReadAsStringAsync();

        var log = await gateway.SpendLogs.NextAsync();
        Assert.Equal(20, log.Usage.CompletionTokens);
        Assert.False(log.Usage.Estimated);
    }

    [Fact]
    public async Task Missing_usage_is_estimated_and_marked()
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await GatewayServer.StartAsync(Fleet.Config(fleet));
        fleet["a"].Faults = EngineFaults.Of(FaultKind.MissingUsage);

        await (await gateway.ChatAsync("m", ",\"stream\":true")).Content.ReadAsStringAsync();

        var log = await gateway.SpendLogs.NextAsync();
        Assert.True(log.Usage.Estimated);
        Assert.InRange(log.Usage.CompletionTokens, 18, 22);
        Assert.True(log.Usage.PromptTokens > 0);
    }

    [Theory]
    [InlineData(nameof(FaultKind.ResetBeforeHeaders))]
    [InlineData(nameof(FaultKind.ResetAfterHeaders))]
    public async Task Failure_before_the_first_token_is_answered_by_another_deployment(string fault)
    {
        await using var fleet = await Fleet.StartAsync(2);
        await using var gateway = await GatewayServer.StartAsync(Fleet.Config(fleet));
        fleet["a"].Faults = EngineFaults.Of(Enum.Parse<FaultKind>(fault));

        for (var i = 0; i < 6; i++)
        {
            using var response = await gateway.ChatAsync("m", ",\"stream\":true");
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.EndsWith("data: [DONE]\n\n", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(nameof(FaultKind.ErrorMidStream))]
    [InlineData(nameof(FaultKind.CloseMidStream))]
    public async Task Failure_before_the_first_token_that_nobody_can_mend_is_a_json_error_and_never_a_200(string fault)
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await GatewayServer.StartAsync(Fleet.Config(fleet, "router_settings: { num_retries: 1 }\n"));
        fleet["a"].Faults = EngineFaults.Of(Enum.Parse<FaultKind>(fault), afterTokens: 0);

        using var response = await gateway.ChatAsync("m", ",\"stream\":true");

        Assert.True((int)response.StatusCode >= 500);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        Assert.NotEqual("", (await response.ErrorAsync()).GetProperty("message").GetString());
        Assert.Equal(2, fleet["a"].Counters.Received);
    }

    [Theory]
    [InlineData(nameof(FaultKind.ResetMidStream))]
    [InlineData(nameof(FaultKind.CloseMidStream))]
    [InlineData(nameof(FaultKind.ErrorMidStream))]
    public async Task Failure_in_mid_stream_ends_with_an_error_event_and_no_done(string fault)
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await GatewayServer.StartAsync(Fleet.Config(fleet));
        fleet["a"].Faults = EngineFaults.Of(Enum.Parse<FaultKind>(fault), afterTokens: 3);

        using var response = await gateway.ChatAsync("m", ",\"stream\":true");
        var events = (await response.Content.ReadAsStringAsync()).Split("\n\n", StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.StartsWith("data: {\"error\":{", events[^1], StringComparison.Ordinal);
        Assert.DoesNotContain("data: [DONE]", events);
        Assert.Equal(3, events.Count(data => data.Contains("\"content\":", StringComparison.Ordinal) && !data.Contains("\"role\"", StringComparison.Ordinal)));
        var log = await gateway.SpendLogs.NextAsync();
        Assert.Equal((200, "upstream_error"), (log.Status, log.ErrorType));
        Assert.Equal(0, gateway.State("m").InFlight);
    }

    [Fact]
    public async Task Missing_done_after_a_finish_reason_is_put_in()
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await GatewayServer.StartAsync(Fleet.Config(fleet));
        fleet["a"].Faults = EngineFaults.Of(FaultKind.MissingDone);

        var text = await (await gateway.ChatAsync("m", ",\"stream\":true")).Content.ReadAsStringAsync();

        Assert.EndsWith("data: [DONE]\n\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("error", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Choices_are_all_streamed_and_the_stream_is_whole()
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await GatewayServer.StartAsync(Fleet.Config(fleet));

        var text = await (await gateway.ChatAsync("m", ",\"stream\":true,\"n\":3")).Content.ReadAsStringAsync();

        Assert.Equal(3, text.Split("\"finish_reason\":\"").Length - 1);
        Assert.EndsWith("data: [DONE]\n\n", text, StringComparison.Ordinal);
    }

    // Ids and times differ from call to call.
    private static string WithoutIds(string stream) => System.Text.RegularExpressions.Regex.Replace(
        stream, "\"id\":\"[^\"]*\"|\"created\":\\d+", "");
}
