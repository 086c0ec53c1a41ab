using System.Diagnostics;
using System.Net;
using Gateway.Simulator.Faults;

namespace Gateway.Tests.Functional;

public sealed class TimeoutTests
{
    [Theory]
    [InlineData("router_settings: { timeout: 0.3 }\n", "", null)]
    [InlineData("litellm_settings: { request_timeout: 0.3 }\n", "", null)]
    [InlineData("", ",\"timeout\":0.3", null)]
    [InlineData("", "", "0.3")]
    public async Task Call_that_takes_too_long_is_a_504_that_names_the_limit(string settings, string body, string? header)
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await GatewayServer.StartAsync(Fleet.Config(fleet, settings));
        fleet["a"].Faults = EngineFaults.Of(FaultKind.HangBeforeHeaders);
        if (header is not null)
        {
            gateway.Http.DefaultRequestHeaders.Add("x-litellm-timeout", header);
        }

        using var response = await gateway.ChatAsync("m", body);

        Assert.Equal(HttpStatusCode.GatewayTimeout, response.StatusCode);
        var error = await response.ErrorAsync();
        Assert.Equal("upstream_timeout", error.GetProperty("code").GetString());
        Assert.Contains("0.3 s", error.GetProperty("message").GetString(), StringComparison.Ordinal);
        await fleet["a"].WaitUntilAsync(counters => counters.Running == 0);
        Assert.Equal(0, gateway.State("m").InFlight);
    }

    [Fact]
    public async Task Deployment_with_a_time_limit_of_its_own_leaves_time_for_another()
    {
        await using var fleet = await Fleet.StartAsync(2);
        await using var gateway = await GatewayServer.StartAsync(
            "model_list:\n" + Fleet.Deployment("m", fleet["a"].Address, ", timeout: 0.2, order: 1") + Fleet.Deployment("m", fleet["b"].Address, ", order: 2")
            + "router_settings: { num_retries: 0 }\n");
        fleet["a"].Faults = EngineFaults.Of(FaultKind.HangBeforeHeaders);

        using var response = await gateway.ChatAsync("m");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(1, fleet["b"].Counters.Received);
    }

    [Theory]
    [InlineData(nameof(FaultKind.HangBeforeHeaders))]
    [InlineData(nameof(FaultKind.HangBeforeFirstToken))]
    public async Task Stream_without_a_first_token_in_time_is_taken_over_by_another_deployment(string fault)
    {
        await using var fleet = await Fleet.StartAsync(2);
        await using var gateway = await GatewayServer.StartAsync(Fleet.Config(fleet, "router_settings: { stream_timeout: 0.3 }\n"));
        fleet["a"].Faults = EngineFaults.Of(Enum.Parse<FaultKind>(fault));

        for (var i = 0; i < 3; i++)
        {
            using var response = await gateway.ChatAsync("m", ",\"stream\":true");
            Assert.EndsWith("data: [DONE]\n\n", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Stream_timeout_does_not_limit_the_rest_of_the_stream()
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await GatewayServer.StartAsync(Fleet.Config(fleet, "router_settings: { stream_timeout: 0.4 }\n"));
        fleet["a"].Faults = EngineFaults.Of(new Fault { Kind = FaultKind.SlowTokens, DelayMs = 40 });

        var startedAt = Stopwatch.GetTimestamp();
        var text = await (await gateway.ChatAsync("m", ",\"stream\":true")).Content.ReadAsStringAsync();

        Assert.True(Stopwatch.GetElapsedTime(startedAt) > TimeSpan.FromSeconds(0.5), "The stream was too quick to show anything.");
        Assert.EndsWith("data: [DONE]\n\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stream_that_falls_silent_ends_with_an_error_event()
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await GatewayServer.StartAsync(Fleet.Config(fleet, "router_settings: { timeout: 0.5, num_retries: 0 }\n"));
        fleet["a"].Faults = EngineFaults.Of(new Fault { Kind = FaultKind.SlowTokens, DelayMs = 5_000, AfterTokens = 0 });
        fleet["a"].Timing = fleet["a"].Timing with { };

        using var response = await gateway.ChatAsync("m", ",\"stream\":true");
        var text = await response.Content.ReadAsStringAsync();

        Assert.DoesNotContain("[DONE]", text, StringComparison.Ordinal);
        Assert.Contains("upstream_timeout", text, StringComparison.Ordinal);
        await fleet["a"].WaitUntilAsync(counters => counters.Running == 0);
    }

    [Theory]
    [InlineData("\"stream_timeout\":0")]
    [InlineData("\"timeout\":-1")]
    public async Task Time_limit_that_is_none_is_refused_by_name(string field)
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await GatewayServer.StartAsync(Fleet.Config(fleet));

        using var response = await gateway.ChatAsync("m", "," + field);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(field.Split('"')[1], (await response.ErrorAsync()).GetProperty("param").GetString());
    }
}
