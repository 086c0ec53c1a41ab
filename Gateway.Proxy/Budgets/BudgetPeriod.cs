using System.Globalization;

namespace Gateway.Proxy.Budgets;

/// <summary>
/// <c>budget_duration</c>: 30s, 30m, 24h, 7d, 30d, 1mo. A day ends at midnight, a week before Monday, thirty days and a
/// month at the month's end, all by the calendar of <paramref name="Zone"/>; every other length is counted from its start.
/// </summary>
internal sealed record BudgetPeriod(int Amount, BudgetUnit Unit, TimeZoneInfo Zone)
{
    private const int LongestAmount = 100_000;

    // By the length of the suffix: "mo" ends in neither of the single letters but must be looked for first.
    private static readonly (string Suffix, BudgetUnit Unit)[] s_units =
    [
        ("mo", BudgetUnit.Month), ("s", BudgetUnit.Second), ("m", BudgetUnit.Minute), ("h", BudgetUnit.Hour), ("d", BudgetUnit.Day), ("w", BudgetUnit.Week),
    ];

    private bool IsDay => (Unit, Amount) is (BudgetUnit.Day, 1) or (BudgetUnit.Hour, 24);

    private bool IsWeek => (Unit, Amount) is (BudgetUnit.Day, 7) or (BudgetUnit.Week, 1);

    private bool IsMonth => (Unit, Amount) is (BudgetUnit.Day, 30) or (BudgetUnit.Month, 1);

    /// <summary>Null when <paramref name="text"/> is no such duration.</summary>
    public static BudgetPeriod? Parse(string? text, TimeZoneInfo zone)
    {
        foreach (var (suffix, unit) in s_units)
        {
            if (text is not null && text.EndsWith(suffix, StringComparison.Ordinal))
            {
                return int.TryParse(text.AsSpan(0, text.Length - suffix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var amount) && amount is > 0 and <= LongestAmount
                    ? new BudgetPeriod(amount, unit, zone)
                    : null;
            }
        }

        return null;
    }

    /// <summary>When the window that begins at, or holds, <paramref name="start"/> ends.</summary>
    public DateTimeOffset Next(DateTimeOffset start)
    {
        var day = TimeZoneInfo.ConvertTime(start, Zone).Date;
        if (IsDay)
        {
            return Midnight(day.AddDays(1));
        }

        if (IsWeek)
        {
            var sinceMonday = ((int)day.DayOfWeek + 6) % 7;
            return Midnight(day.AddDays(7 - sinceMonday));
        }

        return IsMonth ? Midnight(new DateTime(day.Year, day.Month, 1).AddMonths(1)) : After(start);
    }

    /// <summary>Counted from <paramref name="start"/>, without regard to midnights: for expiry dates.</summary>
    public DateTimeOffset After(DateTimeOffset start) => Unit switch
    {
        BudgetUnit.Second => start.AddSeconds(Amount),
        BudgetUnit.Minute => start.AddMinutes(Amount),
        BudgetUnit.Hour => start.AddHours(Amount),
        BudgetUnit.Day => start.AddDays(Amount),
        BudgetUnit.Week => start.AddDays(7L * Amount),
        _ => start.AddMonths(Amount),
    };

    /// <summary>The end of the window after <paramref name="now"/>, when one ended at <paramref name="last"/>: idle windows are passed over.</summary>
    public DateTimeOffset NextAfter(DateTimeOffset last, DateTimeOffset now)
    {
        if (Length is { } length && last <= now)
        {
            return last + (((now - last).Ticks / length.Ticks) + 1) * length;
        }

        while (last <= now)
        {
            last = Next(last);
        }

        return last;
    }

    /// <summary>The window of <paramref name="now"/>, alike on every replica and after every restart: rolling lengths are counted from 1970.</summary>
    public (DateTimeOffset Start, DateTimeOffset End) Aligned(DateTimeOffset now)
    {
        var day = TimeZoneInfo.ConvertTime(now, Zone).Date;
        if (IsDay)
        {
            return (Midnight(day), Next(now));
        }

        if (IsWeek)
        {
            return (Midnight(day.AddDays(-(((int)day.DayOfWeek + 6) % 7))), Next(now));
        }

        var month = new DateTime(day.Year, day.Month, 1);
        if (IsMonth)
        {
            return (Midnight(month), Next(now));
        }

        if (Length is { } length)
        {
            var start = new DateTimeOffset(now.UtcTicks - ((now.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) % length.Ticks), TimeSpan.Zero);
            return (start, start + length);
        }

        var months = ((day.Year * 12) + day.Month - 1) / Amount * Amount;
        var first = new DateTime(months / 12, (months % 12) + 1, 1);
        return (Midnight(first), Midnight(first.AddMonths(Amount)));
    }

    // Null: by the calendar.
    private TimeSpan? Length => IsDay || IsWeek || IsMonth || Unit == BudgetUnit.Month
        ? null
        : After(DateTimeOffset.UnixEpoch) - DateTimeOffset.UnixEpoch;

    private DateTimeOffset Midnight(DateTime day)
    {
        // Where the clock is put forward at midnight, the day begins at one o'clock; where it is put back, at the first of the two midnights.
        while (Zone.IsInvalidTime(day))
        {
            day = day.AddMinutes(30);
        }

        var offset = Zone.IsAmbiguousTime(day) ? Zone.GetAmbiguousTimeOffsets(day).Max() : Zone.GetUtcOffset(day);
        return new DateTimeOffset(day, offset).ToUniversalTime();
    }
}
