using System.Net;
using Gateway.Simulator;
using Gateway.Simulator.Configuration;
using Gateway.Simulator.Faults;

namespace Gateway.Tests.Simulator;

public sealed class QueueAndAbortTests
{
    private const string Aborted = "vllm:request_success_total{engine=\"0\",model_name=\"m\",finished_reason=\"abort\"}";

    [Fact]
    public async Task With_one_place_the_second_request_waits_and_the_gauges_say_so()
    {
        await using var fleet = await SimulatedFleet.StartAsync(new EngineSettings { Model = "m", MaxNumSeqs = 1 });
        var engine = fleet[0];
        engine.Faults = EngineFaults.Of(FaultKind.HangBeforeFirstToken, count: 1);

        var first = engine.ChatAsync("first");
        await engine.WaitUntilAsync(counters => counters.Running == 1);
        var second = engine.ChatAsync("second");
        await engine.WaitUntilAsync(counters => counters.Waiting == 1);

        Assert.Equal(1, await engine.MetricAsync("vllm:num_requests_running{"));
        Assert.Equal(1, await engine.MetricAsync("vllm:num_requests_waiting{"));
        Assert.False(second.IsCompleted);
        engine.Faults = EngineFaults.None;
        await Task.WhenAll(first, second);
        Assert.Equal(0, await engine.MetricAsync("vllm:num_requests_running{"));
        Assert.Equal(0, await engine.MetricAsync("vllm:num_requests_waiting{"));
        Assert.Equal(2, engine.Counters.Finished);
    }

    [Fact]
    public async Task A_full_queue_refuses_with_503()
    {
        await using var fleet = await SimulatedFleet.StartAsync(new EngineSettings { Model = "m", MaxNumSeqs = 1, MaxWaiting = 0 });
        var engine = fleet[0];
        engine.Faults = EngineFaults.Of(FaultKind.HangBeforeFirstToken, count: 1);

        var first = engine.ChatAsync("first");
        await engine.WaitUntilAsync(counters => counters.Running == 1);
        using var second = await engine.PostAsync("/v1/chat/completions", engine.ChatBody("second"));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, second.StatusCode);
        Assert.Equal(1, await engine.MetricAsync("vllm:admission_rejections_total{"));
        engine.Faults = EngineFaults.None;
        await first;
    }

    [Theory]
    [InlineData(SchedulingPolicy.Fcfs, 0, 0, "early")]
    [InlineData(SchedulingPolicy.Priority, 5, 5, "early")]
    [InlineData(SchedulingPolicy.Priority, 5, -5, "late")]
    public async Task Of_two_waiting_requests_the_lower_priority_number_runs_first_then_the_earlier(
        SchedulingPolicy policy, int earlyPriority, int latePriority, string expected)
    {
        var time = new ManualTime();
        await using var fleet = await SimulatedFleet.StartAsync(
            time, new EngineSettings { Model = "m", MaxNumSeqs = 1, SchedulingPolicy = policy, Timing = new EngineTiming { TtftMs = 100 } });
        var engine = fleet[0];

        var first = engine.ChatAsync("first");
        await engine.WaitUntilAsync(counters => counters.Running == 1);
        var early = engine.ChatAsync("early", $"\"priority\": {earlyPriority},");
        await engine.WaitUntilAsync(counters => counters.Waiting == 1);
        var late = engine.ChatAsync("late", $"\"priority\": {latePriority},");
        await engine.WaitUntilAsync(counters => counters.Waiting == 2);

        // Time stands still once two have finished: the third cannot.
        await time.AdvanceUntilAsync(() => engine.Counters.Finished == 2, TimeSpan.FromMilliseconds(10));
        var second = await Task.WhenAny(early, late);
        Assert.Equal(expected, second == early ? "early" : "late");
        await time.AdvanceUntilAsync(() => engine.Counters.Finished == 3, TimeSpan.FromMilliseconds(10));
        await Task.WhenAll(first, early, late);
    }

    [Fact]
    public async Task Priority_without_the_policy_is_an_error()
    {
        await using var fleet = await SimulatedFleet.StartAsync(new EngineSettings { Model = "m" });

        using var response = await fleet[0].PostAsync("/v1/chat/completions", fleet[0].ChatBody("x", "\"priority\": 1,"));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Theory]
    [InlineData("\"stream\": true,")]
    [InlineData("")]
    public async Task A_client_that_leaves_aborts_its_generation(string more)
    {
        await using var fleet = await SimulatedFleet.StartAsync(new EngineSettings { Model = "m", Timing = new EngineTiming { InterTokenMs = 60_000 } });
        var engine = fleet[0];
        using var leaving = new CancellationTokenSource();

        var request = ReadAsync();
        await engine.WaitUntilAsync(counters => counters.Running == 1);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);
        await engine.WaitUntilAsync(counters => counters.Aborted == 1);

        Assert.Equal(0, engine.Counters.Running);
        Assert.Equal(0, engine.Counters.Finished);
        Assert.Equal(1, await engine.MetricAsync(Aborted));
        Assert.Equal(0, await engine.MetricAsync("vllm:kv_cache_usage_perc{"));

        async Task ReadAsync()
        {
            using var response = await engine.PostAsync("/v1/chat/completions", engine.ChatBody("x", more), cancellation: leaving.Token);
            await response.Content.ReadAsStringAsync(leaving.Token);
        }
    }

    [Fact]
    public async Task A_client_that_leaves_the_queue_is_counted_and_makes_room()
    {
        await using var fleet = await SimulatedFleet.StartAsync(new EngineSettings { Model = "m", MaxNumSeqs = 1, MaxWaiting = 1 });
        var engine = fleet[0];
        engine.Faults = EngineFaults.Of(FaultKind.HangBeforeFirstToken, count: 1);
        using var leaving = new CancellationTokenSource();

        var first = engine.ChatAsync("first");
        await engine.WaitUntilAsync(counters => counters.Running == 1);
        var second = engine.PostAsync("/v1/chat/completions", engine.ChatBody("second"), cancellation: leaving.Token);
        await engine.WaitUntilAsync(counters => counters.Waiting == 1);
        await leaving.CancelAsync();
        await engine.WaitUntilAsync(counters => counters is { Waiting: 0, Aborted: 1 });
        var third = engine.ChatAsync("third");
        await engine.WaitUntilAsync(counters => counters.Waiting == 1);
        engine.Faults = EngineFaults.None;

        await Task.WhenAll(first, third);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        Assert.Equal(2, engine.Counters.Finished);
    }

    [Fact]
    public async Task Running_requests_hold_blocks_of_the_cache()
    {
        await using var fleet = await SimulatedFleet.StartAsync(new EngineSettings { Model = "m", BlockSize = 16, NumGpuBlocks = 10 });
        var engine = fleet[0];
        engine.Faults = EngineFaults.Of(FaultKind.HangBeforeFirstToken);

        var request = engine.PostJsonAsync("/v1/completions", $$"""{"model": "m", "prompt": [{{string.Join(',', Enumerable.Repeat(1, 40))}}]}""");
        await engine.WaitUntilAsync(counters => counters.Running == 1);

        Assert.Equal(0.3, await engine.MetricAsync("vllm:kv_cache_usage_perc{"));
        engine.Faults = EngineFaults.None;
        await request;
        Assert.Equal(0, await engine.MetricAsync("vllm:kv_cache_usage_perc{"));
    }
}
