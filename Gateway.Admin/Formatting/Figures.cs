using System.Globalization;

namespace Gateway.Admin.Formatting;

/// <summary>Numbers as people read them, always with their unit.</summary>
internal static class Figures
{
    private static readonly CultureInfo s_culture = CultureInfo.InvariantCulture;

    private static readonly (double Least, string Unit)[] s_thousands = [(1e9, "B"), (1e6, "M"), (1e4, "k")];

    /// <summary><c>$0.0042</c>, <c>$12.30</c>, <c>$12,300</c>.</summary>
    public static string Money(double dollars) => dollars switch
    {
        0 => "$0",
        < 0 => "−" + Money(-dollars),
        < 0.000001 => "< $0.000001",
        < 0.001 => "$" + dollars.ToString("0.######", s_culture),
        < 0.1 => "$" + dollars.ToString("0.00##", s_culture),
        < 1 => "$" + dollars.ToString("0.00#", s_culture),
        < 10_000 => "$" + dollars.ToString("#,0.00", s_culture),
        _ => "$" + dollars.ToString("#,0", s_culture),
    };

    /// <summary><c>$0.15 / 1M</c>.</summary>
    public static string PriceOfMillion(double perToken) => perToken == 0 ? "free" : Money(perToken * 1e6);

    /// <summary><c>1,234</c>, <c>12.3k</c>, <c>4.56M</c>.</summary>
    public static string Count(double number)
    {
        foreach (var (least, unit) in s_thousands)
        {
            if (Math.Abs(number) >= least)
            {
                var scaled = number / (unit == "k" ? 1e3 : least);
                return scaled.ToString(scaled >= 100 ? "0" : "0.0", s_culture) + unit;
            }
        }

        return number.ToString("#,0", s_culture);
    }

    /// <summary>Every digit: for tables and totals that are compared.</summary>
    public static string Exact(long number) => number.ToString("#,0", s_culture);

    public static string Duration(double? milliseconds) => milliseconds switch
    {
        null => "–",
        0 => "0",
        < 1 => milliseconds.Value.ToString("0.0", s_culture) + " ms",
        < 1_000 => milliseconds.Value.ToString("0", s_culture) + " ms",
        < 10_000 => (milliseconds.Value / 1000).ToString("0.00", s_culture) + " s",
        < 120_000 => (milliseconds.Value / 1000).ToString("0.0", s_culture) + " s",
        _ => (milliseconds.Value / 60_000).ToString("0.0", s_culture) + " min",
    };

    public static string Percent(double share) => share switch
    {
        0 => "0 %",
        < 0.001 => "< 0.1 %",
        _ => (share * 100).ToString(share < 0.1 ? "0.0" : "0", s_culture) + " %",
    };

    /// <summary>Of two numbers; a dash where there is nothing to divide by.</summary>
    public static string Share(double part, double whole) => whole == 0 ? "–" : Percent(part / whole);

    public static string Bytes(long bytes) => bytes switch
    {
        < 1024 => $"{bytes} B",
        < 1024 * 1024 => (bytes / 1024.0).ToString("0.0", s_culture) + " KB",
        < 1024L * 1024 * 1024 => (bytes / 1024.0 / 1024).ToString("0.0", s_culture) + " MB",
        _ => (bytes / 1024.0 / 1024 / 1024).ToString("0.00", s_culture) + " GB",
    };

    /// <summary><c>+12 %</c> against an earlier number; null where there was none.</summary>
    public static string? Change(double now, double before) =>
        before == 0 ? null : $"{(now >= before ? "+" : "−")}{Percent(Math.Abs(now - before) / before)}";

    /// <summary>The last part of a long id.</summary>
    public static string Short(string id, int length = 10) => id.Length <= length + 1 ? id : id[..length] + "…";
}
