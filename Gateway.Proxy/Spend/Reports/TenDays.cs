using System.Globalization;

namespace Gateway.Proxy.Spend.Reports;

/// <summary>The days of a month whose dates begin alike, as <c>ten_day_sums</c> names them: <c>2026-11-2</c> is the 20th to the 29th.</summary>
/// <param name="First">The first that lies in a period as a whole.</param>
/// <param name="Last">The last that does.</param>
internal sealed record TenDays(string First, string Last)
{
    private const string Format = "yyyy-MM-dd";

    /// <summary>What of a period can be read from them; null: nothing, it is too short.</summary>
    /// <param name="from">First day.</param>
    /// <param name="to">Last day, itself included.</param>
    public static TenDays? Within(string from, string to)
    {
        if (!TryRead(from, out var start) || !TryRead(to, out var end))
        {
            return null;
        }

        var first = start;
        while (!IsStart(first))
        {
            first = first.AddDays(1);
        }

        var last = end;
        while (!IsStart(last.AddDays(1)))
        {
            last = last.AddDays(-1);
        }

        return first < last ? new(NameOf(first), NameOf(last)) : null;
    }

    /// <summary>The last of the ten days that this day is of; at a month's beginning they are nine, at its end one or two.</summary>
    public static DateOnly EndOf(DateOnly day)
    {
        while (!IsStart(day.AddDays(1)))
        {
            day = day.AddDays(1);
        }

        return day;
    }

    public static string NameOf(DateOnly day) => day.ToString(Format, CultureInfo.InvariantCulture)[..^1];

    private static bool TryRead(string day, out DateOnly date) => DateOnly.TryParseExact(day, Format, CultureInfo.InvariantCulture, DateTimeStyles.None, out date) && date.Year is > 1 and < 9999;

    private static bool IsStart(DateOnly day) => day.Day == 1 || day.Day % 10 == 0;
}
