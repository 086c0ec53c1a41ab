using System.Net;
using System.Net.Sockets;
using Gateway.Simulator;
using Gateway.Simulator.Configuration;

namespace Gateway.Tests.Simulator;

public sealed class EngineLifeTests
{
    [Fact]
    public async Task A_stopped_engine_refuses_connections_while_the_others_go_on()
    {
        await using var fleet = await SimulatedFleet.StartAsync(new EngineSettings { Name = "a", Model = "m" }, new EngineSettings { Name = "b", Model = "m" });

        await fleet["a"].StopAsync();

        var exception = await Assert.ThrowsAsync<HttpRequestException>(() => fleet["a"].ChatAsync("x"));
        Assert.Equal(SocketError.ConnectionRefused, Assert.IsType<SocketException>(exception.InnerException).SocketErrorCode);
        Assert.NotNull((await fleet["b"].ChatAsync("x"))["choices"]);
    }

    [Fact]
    public async Task Stopping_resets_open_streams_and_counts_them_as_aborted()
    {
        await using var fleet = await SimulatedFleet.StartAsync(new EngineSettings { Model = "m", Timing = new EngineTiming { InterTokenMs = 60_000 } });
        var engine = fleet[0];
        using var response = await engine.PostAsync("/v1/chat/completions", engine.ChatBody("x", "\"stream\": true,"));
        var body = response.Content.ReadAsStringAsync();
        await engine.WaitUntilAsync(counters => counters.Running == 1);

        await engine.StopAsync();

        await Assert.ThrowsAsync<HttpRequestException>(() => body);
        Assert.Equal(1, engine.Counters.Aborted);
        Assert.Equal(0, engine.Counters.Running);
    }

    [Fact]
    public async Task A_started_engine_is_back_on_its_port_with_fresh_metrics_and_an_empty_cache()
    {
        await using var fleet = await SimulatedFleet.StartAsync(new EngineSettings { Model = "m", EnablePromptTokensDetails = true });
        var engine = fleet[0];
        var address = engine.Address;
        var said = string.Join(' ', Enumerable.Repeat("word", 40));
        await engine.ChatAsync(said);

        await engine.StopAsync();
        await engine.StartAsync();

        Assert.Equal(address, engine.Address);
        Assert.Equal(0, await engine.MetricAsync("vllm:prompt_tokens_total{"));
        Assert.Equal(0, (int)(await engine.ChatAsync(said))["usage"]!["prompt_tokens_details"]!["cached_tokens"]!);
        Assert.Equal(2, engine.Counters.Finished);
    }

    [Fact]
    public async Task Stopping_and_starting_can_be_repeated()
    {
        await using var fleet = await SimulatedFleet.StartAsync(new EngineSettings { Model = "m" });

        for (var i = 0; i < 3; i++)
        {
            await fleet[0].StopAsync();
            await Assert.ThrowsAsync<HttpRequestException>(() => fleet[0].ChatAsync("x"));
            await fleet[0].StartAsync();
            Assert.NotNull((await fleet[0].ChatAsync("x"))["choices"]);
        }
    }

    [Fact]
    public async Task Faults_and_timing_are_changed_over_http()
    {
        await using var fleet = await SimulatedFleet.StartAsync(new EngineSettings { Model = "m" });

        var config = await fleet[0].PostJsonAsync("/admin/config", """{"faults": [{"kind": "status", "status": 418, "count": 1}], "timing": {"jitter": 0.1}}""");
        using var struck = await fleet[0].PostAsync("/v1/chat/completions", fleet[0].ChatBody("x"));
        using var served = await fleet[0].PostAsync("/v1/chat/completions", fleet[0].ChatBody("x"));
        using var wrong = await fleet[0].PostAsync("/admin/config", """{"faults": [{"kind": "nonsense"}]}""");

        Assert.Equal("status", (string?)config["faults"]![0]!["kind"]);
        Assert.Equal((HttpStatusCode)418, struck.StatusCode);
        Assert.Equal(HttpStatusCode.OK, served.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        Assert.Equal(0.1, fleet[0].Timing.Jitter);
        Assert.Single(fleet[0].Faults.All);
    }
}
