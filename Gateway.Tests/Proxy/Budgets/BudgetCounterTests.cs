using Gateway.Proxy.Budgets;

namespace Gateway.Tests.Proxy.Budgets;

public sealed class BudgetCounterTests
{
    private static readonly DateTimeOffset s_start = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

    private readonly BudgetCounter _counter = new();

    [Fact]
    public void Reservations_count_until_they_are_settled()
    {
        Assert.True(_counter.TryReserve(10, 6, s_start, out _));
        Assert.True(_counter.TryReserve(10, 6, s_start, out _));
        Assert.False(_counter.TryReserve(10, 6, s_start, out var state));
        Assert.Equal((0, 12), (state.Spend, state.Reserved));

        _counter.Settle(6, 1, 0, s_start);
        Assert.True(_counter.TryReserve(10, 6, s_start, out _));
        _counter.Settle(6, 1, 0, s_start);
        _counter.Settle(6, 1, 0, s_start);
        Assert.Equal(3, _counter.Spend(s_start));
    }

    [Fact]
    public void Window_begins_anew_at_its_end()
    {
        _counter.SetWindow(BudgetPeriod.Parse("1mo", TimeZoneInfo.Utc), new DateTimeOffset(2026, 2, 1, 0, 0, 0, TimeSpan.Zero));
        _counter.Set(10);
        Assert.False(_counter.TryReserve(10, 1, s_start.AddHours(11), out var state));
        Assert.Equal(new DateTimeOffset(2026, 2, 1, 0, 0, 0, TimeSpan.Zero), state.ResetAt);

        Assert.True(_counter.TryReserve(10, 1, s_start.AddHours(12), out state));
        Assert.Equal((0, new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero)), (state.Spend, state.ResetAt));

        // What the database still says of the window before is not taken over.
        _counter.Raise(10, new DateTimeOffset(2026, 2, 1, 0, 0, 0, TimeSpan.Zero));
        Assert.Equal(0, _counter.Spend(s_start.AddHours(13)));
        _counter.Raise(4, new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero));
        Assert.Equal(4, _counter.Spend(s_start.AddHours(13)));
    }

    [Fact]
    public void Cost_of_what_was_reserved_before_spend_began_anew_belongs_to_what_was_before()
    {
        Assert.True(_counter.TryReserve(10, 6, s_start, out var before));
        _counter.Set(2);
        Assert.True(_counter.TryReserve(10, 1, s_start, out var after));

        Assert.Equal(2, _counter.Settle(6, 5, before.Beginnings, s_start));
        Assert.Equal(3, _counter.Settle(1, 1, after.Beginnings, s_start));
        Assert.Equal((3, 0), (_counter.State(s_start).Spend, _counter.State(s_start).Reserved));
    }

    [Fact]
    public void Answer_to_what_was_asked_before_spend_began_anew_does_not_bring_the_old_spend_back()
    {
        Assert.True(_counter.TryReserve(10, 1, s_start, out var before));
        _counter.Set(0);
        _counter.Learn(10, before.Beginnings);
        Assert.True(_counter.TryReserve(10, 1, s_start, out var after));
        _counter.Learn(4, after.Beginnings);

        Assert.Equal(4, _counter.Spend(s_start));
    }

    [Fact]
    public void Budget_of_nothing_lets_nothing_through()
    {
        Assert.False(_counter.TryReserve(0, 1, s_start, out _));
        Assert.True(_counter.TryReserve(null, 1, s_start, out _));
    }

    [Fact]
    public async Task Many_at_once_never_pass_the_budget_by_more_than_one()
    {
        var admitted = 0;
        await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Task.Run(() =>
        {
            if (_counter.TryReserve(10, 1, s_start, out var _))
            {
                Interlocked.Increment(ref admitted);
            }
        })));

        Assert.Equal(10, admitted);
    }
}
