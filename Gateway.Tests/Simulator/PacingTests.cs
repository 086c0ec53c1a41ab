using Gateway.Simulator;
using Gateway.Simulator.Configuration;
using Gateway.Simulator.Faults;
using Gateway.Simulator.Pacing;

namespace Gateway.Tests.Simulator;

public sealed class PacingTests
{
    [Fact]
    public void The_first_token_takes_the_overhead_and_the_uncached_tokens()
    {
        var pace = new TokenPace(new EngineTiming { TtftMs = 30, PromptTokenMs = 2 }, new ManualTime(), 1, 0);

        Assert.Equal(TimeSpan.FromMilliseconds(230), pace.ToFirstToken(100));
    }

    [Fact]
    public void Due_times_add_up_so_that_late_ticks_do_not_slow_a_stream_down()
    {
        var time = new ManualTime();
        var pace = new TokenPace(new EngineTiming { InterTokenMs = 10 }, time, 1, 0);

        Assert.Equal(TimeSpan.FromMilliseconds(10), pace.ToNextToken(0));
        time.Advance(TimeSpan.FromMilliseconds(13));
        Assert.Equal(TimeSpan.FromMilliseconds(7), pace.ToNextToken(0));
    }

    [Fact]
    public void Load_and_slow_tokens_stretch_the_pause()
    {
        var pace = new TokenPace(new EngineTiming { InterTokenMs = 10, LoadSlowdown = 3 }, new ManualTime(), 1, extraMs: 5);

        Assert.Equal(TimeSpan.FromMilliseconds(25), pace.ToNextToken(load: 0.5));
    }

    [Fact]
    public void Jitter_varies_within_its_bounds_and_the_seed_alone_decides_it()
    {
        static TimeSpan[] Pauses(ulong seed)
        {
            var pace = new TokenPace(new EngineTiming { InterTokenMs = 10, Jitter = 2 }, new ManualTime(), seed, 0);
            var total = TimeSpan.Zero;
            return [.. Enumerable.Range(0, 200).Select(_ => -total + (total = pace.ToNextToken(0)))];
        }

        Assert.All(Pauses(1), pause => Assert.InRange(pause.TotalMilliseconds, 2.99, 17.01));
        Assert.True(Pauses(1).Distinct().Count() > 20);
        Assert.Equal(Pauses(1), Pauses(1));
        Assert.NotEqual(Pauses(1), Pauses(2));
    }

    [Fact]
    public async Task Waits_end_at_their_tick_and_not_before_also_beyond_one_turn_of_the_wheel()
    {
        var time = new ManualTime();
        using var wheel = new TickWheel(time);
        // Not as tasks: those complete a moment later, on another thread.
        var soon = new TickWait(wheel).For(TimeSpan.FromMilliseconds(10));
        var late = new TickWait(wheel).For(TimeSpan.FromSeconds(5));

        time.Advance(TimeSpan.FromMilliseconds(8));
        Assert.False(soon.IsCompleted);
        time.Advance(TimeSpan.FromMilliseconds(4));
        Assert.True(soon.IsCompleted && await soon);
        time.Advance(TimeSpan.FromSeconds(4.9));
        Assert.False(late.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(0.2));
        Assert.True(late.IsCompleted && await late);
    }

    [Fact]
    public async Task A_cancelled_wait_ends_at_once_and_so_do_later_ones()
    {
        using var wheel = new TickWheel(new ManualTime());
        var wait = new TickWait(wheel);
        var pending = wait.For(TimeSpan.FromHours(1)).AsTask();

        wait.Cancel();

        Assert.False(await pending.WaitAsync(TimeSpan.FromSeconds(5)));
        Assert.False(await wait.For(TimeSpan.FromHours(1)));
        Assert.False(await wait.For(TimeSpan.Zero));
    }

    [Fact]
    public async Task Many_waits_in_one_slot_all_end_whichever_was_cancelled()
    {
        var time = new ManualTime();
        using var wheel = new TickWheel(time);
        var waits = Enumerable.Range(0, 9).Select(_ => new TickWait(wheel)).ToArray();
        var pending = waits.Select(wait => wait.For(TimeSpan.FromMilliseconds(20)).AsTask()).ToArray();

        waits[0].Cancel();
        waits[4].Cancel();
        waits[8].Cancel();
        time.Advance(TimeSpan.FromMilliseconds(40));

        var elapsed = await Task.WhenAll(pending).WaitAsync(TimeSpan.FromSeconds(5));
        Assert.Equal([false, true, true, true, false, true, true, true, false], elapsed);
    }

    [Fact]
    public async Task A_paced_answer_measures_the_time_of_its_clock()
    {
        var time = new ManualTime();
        await using var fleet = await SimulatedFleet.StartAsync(time, new EngineSettings { Model = "m", AnswerTokens = 3, Timing = new EngineTiming { TtftMs = 100, InterTokenMs = 50 } });
        var engine = fleet[0];

        var answer = engine.ChatAsync("Hello");
        await engine.WaitUntilAsync(counters => counters.Running == 1);
        await time.AdvanceUntilAsync(() => answer.IsCompleted, TickWheel.Tick);
        await answer;
        Assert.Equal(1, await engine.MetricAsync("vllm:time_to_first_token_seconds_count{"));
        Assert.True(await engine.MetricAsync("vllm:time_to_first_token_seconds_sum{") >= 0.1);
        Assert.Equal(2, await engine.MetricAsync("vllm:inter_token_latency_seconds_count{"));
    }

    [Fact]
    public async Task Slow_tokens_take_effect_at_the_request_they_hit()
    {
        var time = new ManualTime();
        await using var fleet = await SimulatedFleet.StartAsync(time, new EngineSettings { Model = "m", AnswerTokens = 3 });
        var engine = fleet[0];
        engine.Faults = EngineFaults.Of(new Fault { Kind = FaultKind.SlowTokens, DelayMs = 1_000, Count = 1 });

        var slow = engine.ChatAsync("Hello");
        await engine.WaitUntilAsync(counters => counters.Running == 1);
        await engine.ChatAsync("This one is not slowed down, and no time passes for it.");

        Assert.False(slow.IsCompleted);
        await time.AdvanceUntilAsync(() => slow.IsCompleted, TimeSpan.FromMilliseconds(100));

        Assert.True(await engine.MetricAsync("vllm:e2e_request_latency_seconds_sum{") >= 3);
    }
}
