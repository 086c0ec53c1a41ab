namespace Gateway.Proxy.Budgets;

/// <summary>
/// A counter that no row of its own stands behind: what was spent is summed up from what the database keeps anyway, all of it when the
/// counter is new here, later what other replicas have written.
/// </summary>
internal sealed class SummedCounter
{
    // What the counter was seeded for; another length or calendar is another window. Null: not yet.
    private (string? Duration, TimeZoneInfo Zone)? _seeded;

    public BudgetCounter Counter { get; } = new();

    /// <param name="duration">The window, e.g. <c>1d</c>; null: it never ends.</param>
    /// <param name="zone">Whose calendar its days are of.</param>
    /// <param name="again">False: only where it is new.</param>
    /// <param name="spentSince">What the database has since then; null: ever.</param>
    /// <param name="now">The moment.</param>
    public async Task RefreshAsync(string? duration, TimeZoneInfo zone, bool again, Func<DateTimeOffset?, Task<double>> spentSince, DateTimeOffset now)
    {
        var isNew = _seeded != (duration, zone);
        if (!isNew && !(again && Counter.TakeUsed()))
        {
            return;
        }

        var period = BudgetPeriod.Parse(duration, zone);
        var (start, end) = period?.Aligned(now) is { } aligned ? ((DateTimeOffset?)aligned.Start, (DateTimeOffset?)aligned.End) : (null, null);
        var spent = await spentSince(start);
        Counter.SetWindow(period, end);
        if (isNew)
        {
            Counter.Set(spent);

            // Requests of this moment are neither in the counter nor in the database yet.
            Counter.Doubt();
        }
        else
        {
            Counter.Raise(spent, end);
        }

        _seeded = (duration, zone);
    }

    /// <summary>Nothing is counted from here on: what is known is worth nothing when counting goes on.</summary>
    public void Forget() => _seeded = null;
}
