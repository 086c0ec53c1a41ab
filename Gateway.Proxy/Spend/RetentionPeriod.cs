using System.Globalization;

namespace Gateway.Proxy.Spend;

/// <summary>LiteLLM's spelling of a long time: <c>30d</c>, <c>12h</c>, <c>2w</c>, <c>1mo</c> (30 days); a bare number is seconds.</summary>
internal static class RetentionPeriod
{
    private const double LongestDays = 36_500;

    public static TimeSpan? Parse(string text)
    {
        var digits = text.AsSpan().TrimEnd("abcdefghijklmnopqrstuvwxyz").TrimEnd();
        double? seconds = text.AsSpan(digits.Length).Trim() switch
        {
            "" or "s" => 1,
            "m" => 60,
            "h" => 3_600,
            "d" => 86_400,
            "w" => 7 * 86_400,
            "mo" => 30 * 86_400,
            _ => null,
        };
        return seconds is { } unit && double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count)
            && count > 0 && count * unit <= LongestDays * 86_400
            ? TimeSpan.FromSeconds(count * unit)
            : null;
    }
}
