using Gateway.Proxy.Limits;
using Gateway.Tests.Common;

namespace Gateway.Tests.Proxy.Limits;

public sealed class SlidingWindowTests
{
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public void Limit_may_be_used_at_once_and_the_next_is_refused()
    {
        var window = new SlidingWindow(_time);

        for (var i = 0; i < 5; i++)
        {
            Assert.True(window.TryTake(1, 5, out _, out _));
        }

        Assert.False(window.TryTake(1, 5, out _, out var retryAfter));
        Assert.Equal(TimeSpan.FromSeconds(60), retryAfter);
    }

    [Fact]
    public void Refusal_uses_nothing_up()
    {
        var window = new SlidingWindow(_time);
        window.TryTake(5, 5, out _, out _);
        for (var i = 0; i < 100; i++)
        {
            window.TryTake(1, 5, out _, out _);
        }

        _time.Advance(TimeSpan.FromSeconds(60));

        Assert.True(window.TryTake(5, 5, out _, out _));
    }

    [Fact]
    public void Wait_that_is_named_is_the_wait_that_is_needed()
    {
        var window = new SlidingWindow(_time);
        window.TryTake(3, 5, out _, out _);
        _time.Advance(TimeSpan.FromSeconds(20));
        window.TryTake(2, 5, out _, out _);

        Assert.False(window.TryTake(4, 5, out _, out var retryAfter));
        Assert.Equal(TimeSpan.FromSeconds(60), retryAfter);
        Assert.False(window.TryTake(3, 5, out _, out retryAfter));
        Assert.Equal(TimeSpan.FromSeconds(40), retryAfter);
        _time.Advance(retryAfter);
        Assert.True(window.TryTake(3, 5, out _, out _));
    }

    [Fact]
    public void No_sixty_seconds_ever_hold_more_than_the_limit()
    {
        const int Limit = 20;
        var window = new SlidingWindow(_time);
        var random = new Random(7);
        var admitted = new List<long>();
        for (var i = 0; i < 5_000; i++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(random.Next(2_000) * random.Next(2)));
            if (window.TryTake(1, Limit, out _, out _))
            {
                admitted.Add(_time.GetTimestamp());
            }
        }

        for (var i = Limit; i < admitted.Count; i++)
        {
            Assert.True(_time.GetElapsedTime(admitted[i - Limit], admitted[i]) >= SlidingWindow.Length);
        }

        Assert.True(admitted.Count > 500);
    }

    [Fact]
    public void Settled_grant_gives_back_what_was_not_used()
    {
        var window = new SlidingWindow(_time);
        window.TryTake(80, 100, out var grant, out _);
        Assert.False(window.TryTake(50, 100, out _, out _));

        window.Settle(grant, 30);

        Assert.Equal(30, window.Used);
        Assert.True(window.TryTake(50, 100, out _, out _));
    }

    [Fact]
    public void Settling_after_the_grant_has_expired_changes_nothing()
    {
        var window = new SlidingWindow(_time);
        window.TryTake(10, null, out var grant, out _);
        _time.Advance(TimeSpan.FromSeconds(61));
        window.TryTake(1, null, out _, out _);

        window.Settle(grant, 1_000);

        Assert.Equal(1, window.Used);
    }

    [Fact]
    public void Grants_of_one_moment_settle_one_by_one()
    {
        var window = new SlidingWindow(_time);
        window.TryTake(10, null, out var first, out _);
        window.TryTake(20, null, out var second, out _);

        window.Settle(second, 5);
        window.Settle(first, 1);

        Assert.Equal(6, window.Used);
    }

    [Fact]
    public void Grants_are_given_back_a_quarter_of_a_second_late_at_most()
    {
        var window = new SlidingWindow(_time);
        var random = new Random(11);
        var granted = new List<(TimeSpan At, long Amount)>();
        var now = TimeSpan.Zero;
        for (var i = 0; i < 10_000; i++)
        {
            var step = TimeSpan.FromMilliseconds(random.Next(10) == 0 ? random.Next(3_000) : random.Next(40));
            _time.Advance(step);
            now += step;
            window.TryTake(10, null, out var grant, out _);
            var used = random.Next(20);
            window.Settle(grant, used);
            granted.Add((now, used));

            long Within(double seconds) => granted.Where(one => now - one.At < TimeSpan.FromSeconds(seconds)).Sum(one => one.Amount);
            Assert.InRange(window.Used, Within(60), Within(60.25));
        }
    }

    [Fact]
    public void Grant_of_an_earlier_slice_is_settled_there()
    {
        var window = new SlidingWindow(_time);
        window.TryTake(100, null, out var early, out _);
        for (var i = 0; i < 50; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            window.TryTake(1, null, out _, out _);
        }

        window.Settle(early, 7);
        Assert.Equal(57, window.Used);

        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(50, window.Used);
    }
}
