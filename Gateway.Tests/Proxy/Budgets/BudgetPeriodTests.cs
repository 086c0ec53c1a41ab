using Gateway.Proxy.Budgets;

namespace Gateway.Tests.Proxy.Budgets;

public sealed class BudgetPeriodTests
{
    [Theory]
    [InlineData("24h", "UTC", "2026-02-28T23:59:59Z", "2026-03-01T00:00:00Z")]
    [InlineData("1d", "UTC", "2026-03-01T00:00:00Z", "2026-03-02T00:00:00Z")]
    [InlineData("7d", "UTC", "2026-11-22T12:00:00Z", "2026-11-23T00:00:00Z")]
    [InlineData("7d", "UTC", "2026-11-23T00:00:00Z", "2026-11-30T00:00:00Z")]
    [InlineData("1w", "UTC", "2026-12-31T00:00:00Z", "2027-01-04T00:00:00Z")]
    [InlineData("30d", "UTC", "2026-01-31T10:00:00Z", "2026-02-01T00:00:00Z")]
    [InlineData("1mo", "UTC", "2026-12-01T00:00:00Z", "2027-01-01T00:00:00Z")]
    [InlineData("2mo", "UTC", "2026-12-31T00:00:00Z", "2027-02-28T00:00:00Z")]
    [InlineData("30s", "UTC", "2026-01-01T00:00:10Z", "2026-01-01T00:00:40Z")]
    [InlineData("30m", "UTC", "2026-01-01T00:00:10Z", "2026-01-01T00:30:10Z")]
    [InlineData("5h", "UTC", "2026-01-01T20:00:00Z", "2026-01-02T01:00:00Z")]
    // Berlin: the day of the change has 23 hours in March and 25 in October.
    [InlineData("24h", "Europe/Berlin", "2026-03-28T23:30:00Z", "2026-03-29T22:00:00Z")]
    [InlineData("24h", "Europe/Berlin", "2026-10-24T22:30:00Z", "2026-10-25T23:00:00Z")]
    [InlineData("1mo", "Europe/Berlin", "2026-03-15T00:00:00Z", "2026-03-31T22:00:00Z")]
    // Santiago puts its clocks forward at midnight: that day begins at one o'clock.
    [InlineData("1d", "America/Santiago", "2026-09-05T12:00:00Z", "2026-09-06T04:00:00Z")]
    // Havana puts its clocks back at one o'clock: midnight comes twice, the first counts.
    [InlineData("1d", "America/Havana", "2026-10-31T12:00:00Z", "2026-11-01T04:00:00Z")]
    public void Window_ends_by_the_calendar(string duration, string zone, string start, string end)
    {
        var period = BudgetPeriod.Parse(duration, TimeZoneInfo.FindSystemTimeZoneById(zone))!;

        Assert.Equal(DateTimeOffset.Parse(end), period.Next(DateTimeOffset.Parse(start)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("d")]
    [InlineData("0d")]
    [InlineData("-1d")]
    [InlineData("1.5h")]
    [InlineData("1y")]
    [InlineData("99999999d")]
    [InlineData(null)]
    public void What_is_no_duration_is_refused(string? text)
    {
        Assert.Null(BudgetPeriod.Parse(text, TimeZoneInfo.Utc));
    }

    [Theory]
    [InlineData("30s")]
    [InlineData("5h")]
    [InlineData("1d")]
    [InlineData("7d")]
    [InlineData("1mo")]
    [InlineData("3mo")]
    public void Aligned_window_holds_the_moment_and_idle_windows_are_passed_over(string duration)
    {
        var period = BudgetPeriod.Parse(duration, TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"))!;
        for (var now = new DateTimeOffset(2026, 1, 1, 3, 7, 0, TimeSpan.Zero); now.Year < 2027; now = now.AddHours(37))
        {
            var (start, end) = period.Aligned(now);
            Assert.True(start <= now && now < end, $"{start:O} {now:O} {end:O}");
            var next = period.NextAfter(end, now.AddDays(100));
            Assert.True(next > now.AddDays(100));
        }
    }
}
