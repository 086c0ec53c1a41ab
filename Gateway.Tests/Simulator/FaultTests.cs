using System.Net;
using System.Net.Sockets;
using System.Text;
using Gateway.Simulator;
using Gateway.Simulator.Configuration;
using Gateway.Simulator.Engine;
using Gateway.Simulator.Faults;

namespace Gateway.Tests.Simulator;

public sealed class FaultTests : IAsyncLifetime
{
    private SimulatedFleet _fleet = null!;

    private SimulatedEngine Engine => _fleet[0];

    public async Task InitializeAsync() => _fleet = await SimulatedFleet.StartAsync(new EngineSettings { Model = "m", AnswerTokens = 20 });

    public async Task DisposeAsync() => await _fleet.DisposeAsync();

    [Theory]
    [InlineData(ErrorShape.New, """{"error":{"message":"The server is overloaded or not ready yet.","type":"ServiceUnavailableError","param":null,"code":503}}""")]
    [InlineData(ErrorShape.Old, """{"object":"error","message":"The server is overloaded or not ready yet.","type":"ServiceUnavailableError","param":null,"code":503}""")]
    public async Task A_status_comes_in_the_new_or_the_old_shape_with_retry_after(ErrorShape shape, string body)
    {
        Engine.Faults = EngineFaults.Of(new Fault { Kind = FaultKind.Status, Status = 503, RetryAfter = 7, Shape = shape });

        using var response = await Engine.PostAsync("/v1/chat/completions", Engine.ChatBody("x"));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(7), response.Headers.RetryAfter!.Delta);
        Assert.Equal(body, await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_counted_fault_is_over_after_so_many_requests()
    {
        Engine.Faults = EngineFaults.OfStatus(500, count: 2);

        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 4; i++)
        {
            using var response = await Engine.PostAsync("/v1/chat/completions", Engine.ChatBody("x"));
            statuses.Add(response.StatusCode);
        }

        Assert.Equal([HttpStatusCode.InternalServerError, HttpStatusCode.InternalServerError, HttpStatusCode.OK, HttpStatusCode.OK], statuses);
    }

    [Fact]
    public async Task A_probability_hits_some_requests_and_not_others()
    {
        Engine.Faults = EngineFaults.Of(new Fault { Kind = FaultKind.Status, Probability = 0.5 });

        var failed = 0;
        for (var i = 0; i < 40; i++)
        {
            using var response = await Engine.PostAsync("/v1/chat/completions", Engine.ChatBody("x"));
            failed += response.IsSuccessStatusCode ? 0 : 1;
        }

        Assert.InRange(failed, 8, 32);
    }

    [Fact]
    public async Task A_fault_with_a_path_leaves_other_paths_alone()
    {
        Engine.Faults = EngineFaults.Of(new Fault { Kind = FaultKind.Status, Status = 502, Path = "/v1/models" });

        using var models = await Engine.GetAsync("/v1/models");
        using var chat = await Engine.PostAsync("/v1/chat/completions", Engine.ChatBody("x"));

        Assert.Equal(HttpStatusCode.BadGateway, models.StatusCode);
        Assert.Equal(HttpStatusCode.OK, chat.StatusCode);
    }

    [Fact]
    public async Task Unauthorized_is_a_plain_string()
    {
        Engine.Faults = EngineFaults.Of(FaultKind.Unauthorized);

        using var response = await Engine.PostAsync("/v1/chat/completions", Engine.ChatBody("x"));

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("""{"error": "Unauthorized"}""", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_not_found_can_be_empty()
    {
        Engine.Faults = EngineFaults.Of(FaultKind.EmptyNotFound);

        using var response = await Engine.PostAsync("/v1/chat/completions", Engine.ChatBody("x"));

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_hang_before_headers_lasts_until_the_faults_change()
    {
        Engine.Faults = EngineFaults.Of(FaultKind.HangBeforeHeaders);

        var request = Engine.PostAsync("/v1/chat/completions", Engine.ChatBody("x"));
        await Engine.WaitUntilAsync(counters => counters.Received == 1);
        Assert.False(request.IsCompleted);
        Engine.Faults = EngineFaults.None;

        using var response = await request;
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task A_hang_before_the_first_token_comes_after_the_headers_and_holds_a_place()
    {
        Engine.Faults = EngineFaults.Of(FaultKind.HangBeforeFirstToken);

        using var response = await Engine.PostAsync("/v1/chat/completions", Engine.ChatBody("x", "\"stream\": true,"));
        var body = response.Content.ReadAsStringAsync();
        await Engine.WaitUntilAsync(counters => counters.Running == 1);
        Assert.False(body.IsCompleted);
        Engine.Faults = EngineFaults.None;

        Assert.EndsWith("data: [DONE]\n\n", await body);
    }

    [Fact]
    public async Task A_hang_can_end_by_itself()
    {
        Engine.Faults = EngineFaults.Of(new Fault { Kind = FaultKind.HangBeforeHeaders, DelayMs = 1 });

        using var response = await Engine.PostAsync("/v1/chat/completions", Engine.ChatBody("x"));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\"stream\": true,")]
    public async Task A_reset_before_headers_gives_no_response(string more)
    {
        Engine.Faults = EngineFaults.Of(FaultKind.ResetBeforeHeaders);

        var exception = await Assert.ThrowsAsync<HttpRequestException>(() => Engine.PostAsync("/v1/chat/completions", Engine.ChatBody("x", more)));
        AssertReset(exception);
    }

    [Theory]
    [InlineData(FaultKind.ResetAfterHeaders, "")]
    [InlineData(FaultKind.ResetAfterHeaders, "\"stream\": true,")]
    [InlineData(FaultKind.ResetMidStream, "")]
    public async Task A_reset_after_headers_breaks_the_body(FaultKind kind, string more)
    {
        Engine.Faults = EngineFaults.Of(kind);

        using var response = await Engine.PostAsync("/v1/chat/completions", Engine.ChatBody("x", more));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        AssertReset(await Assert.ThrowsAsync<HttpRequestException>(() => response.Content.ReadAsStringAsync()));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    public async Task A_reset_in_mid_stream_comes_after_exactly_so_many_tokens(int tokens)
    {
        Engine.Faults = EngineFaults.Of(FaultKind.ResetMidStream, afterTokens: tokens);

        using var response = await Engine.PostAsync("/v1/chat/completions", Engine.ChatBody("x", "\"stream\": true,"));
        var received = await ReadUntilBrokenAsync(response);

        Assert.Equal(tokens, EngineCalls.Events(received).Count(chunk => (string?)chunk["choices"]![0]!["delta"]!["content"] != ""));
        Assert.DoesNotContain("[DONE]", received);
        Assert.Equal(1, Engine.Counters.Failed);
    }

    [Fact]
    public async Task An_error_in_mid_stream_is_an_event_followed_by_done()
    {
        Engine.Faults = EngineFaults.Of(FaultKind.ErrorMidStream, afterTokens: 2);

        var events = (await Engine.StreamAsync("x")).Split("\n\n", StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal("""data: {"error":{"message":"Internal server error","type":"InternalServerError","param":null,"code":500}}""", events[^2]);
        Assert.Equal("data: [DONE]", events[^1]);
        Assert.Equal(1 + 2 + 2, events.Length);
    }

    [Fact]
    public async Task An_error_in_mid_generation_is_a_500_without_a_stream()
    {
        Engine.Faults = EngineFaults.Of(FaultKind.ErrorMidStream);

        using var response = await Engine.PostAsync("/v1/chat/completions", Engine.ChatBody("x"));

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
    }

    [Fact]
    public async Task A_closed_stream_ends_in_order_without_finish_reason_and_done()
    {
        Engine.Faults = EngineFaults.Of(FaultKind.CloseMidStream, afterTokens: 5);

        var stream = await Engine.StreamAsync("x");

        Assert.DoesNotContain("[DONE]", stream);
        Assert.Null(EngineCalls.Events(stream).FinishReason());
        Assert.Equal(1 + 5, EngineCalls.Events(stream).Count);
    }

    [Fact]
    public async Task Done_can_be_missing_from_a_finished_stream()
    {
        Engine.Faults = EngineFaults.Of(FaultKind.MissingDone);

        var stream = await Engine.StreamAsync("x");

        Assert.DoesNotContain("[DONE]", stream);
        Assert.Equal("stop", EngineCalls.Events(stream).FinishReason());
    }

    [Fact]
    public async Task Usage_can_be_missing_though_asked_for()
    {
        Engine.Faults = EngineFaults.Of(FaultKind.MissingUsage);

        var stream = await Engine.StreamAsync("x", "\"stream_options\": {\"include_usage\": true},");
        var whole = await Engine.ChatAsync("x");

        Assert.DoesNotContain("usage", stream);
        Assert.EndsWith("data: [DONE]\n\n", stream);
        Assert.Null(whole["usage"]);
    }

    [Fact]
    public async Task An_answer_can_end_with_abort()
    {
        Engine.Faults = EngineFaults.Of(FaultKind.FinishAbort, afterTokens: 3);

        var events = EngineCalls.Events(await Engine.StreamAsync("x", "\"stream_options\": {\"include_usage\": true},"));
        var whole = await Engine.ChatAsync("x");

        Assert.Equal("abort", events.FinishReason());
        Assert.Equal(3, (int)events[^1]["usage"]!["completion_tokens"]!);
        Assert.Equal("abort", (string?)whole["choices"]![0]!["finish_reason"]);
        Assert.Equal(events.Content(), (string?)whole["choices"]![0]!["message"]!["content"]);
        Assert.Equal(2, await Engine.MetricAsync("vllm:request_success_total{engine=\"0\",model_name=\"m\",finished_reason=\"abort\"}"));
    }

    [Fact]
    public async Task Unhealthy_touches_the_probes_only()
    {
        Engine.Faults = EngineFaults.Of(FaultKind.Unhealthy);

        using var health = await Engine.GetAsync("/health");
        using var ping = await Engine.GetAsync("/ping");
        using var chat = await Engine.PostAsync("/v1/chat/completions", Engine.ChatBody("x"));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, health.StatusCode);
        Assert.Equal("", await health.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ping.StatusCode);
        Assert.Equal(HttpStatusCode.OK, chat.StatusCode);
    }

    [Fact]
    public async Task Starting_refuses_probes_and_requests_until_it_is_over()
    {
        Engine.Faults = EngineFaults.Of(FaultKind.Starting);
        using var early = await Engine.GetAsync("/health");
        using var refused = await Engine.PostAsync("/v1/chat/completions", Engine.ChatBody("x"));
        Engine.Faults = EngineFaults.None;
        using var late = await Engine.GetAsync("/health");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, early.StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Equal(HttpStatusCode.OK, late.StatusCode);
    }

    [Fact]
    public async Task The_startup_delay_ends_when_its_time_has_come()
    {
        var time = new ManualTime();
        await using var fleet = await SimulatedFleet.StartAsync(time, new EngineSettings { StartupDelayMs = 5_000 });

        using var early = await fleet[0].GetAsync("/health");
        time.Advance(TimeSpan.FromSeconds(5));
        using var late = await fleet[0].GetAsync("/health");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, early.StatusCode);
        Assert.Equal(HttpStatusCode.OK, late.StatusCode);
    }

    /// <summary>A reset, and not an end of the connection that came in order.</summary>
    private static void AssertReset(Exception exception) =>
        Assert.Equal(SocketError.ConnectionReset, Assert.IsType<SocketException>(exception.GetBaseException()).SocketErrorCode);

    private static async Task<string> ReadUntilBrokenAsync(HttpResponseMessage response)
    {
        var received = new MemoryStream();
        using var body = await response.Content.ReadAsStreamAsync();
        AssertReset(await Assert.ThrowsAnyAsync<IOException>(() => body.CopyToAsync(received)));
        return Encoding.UTF8.GetString(received.ToArray());
    }
}
