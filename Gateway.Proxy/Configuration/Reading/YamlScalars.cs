using System.Globalization;
using System.Text.RegularExpressions;

namespace Gateway.Proxy.Configuration.Reading;

/// <summary>What plain YAML scalars mean: the core schema, and for settings the spellings that PyYAML and pydantic also take.</summary>
internal static partial class YamlScalars
{
    public static bool IsNull(string text) => text is "" or "~" or "null" or "Null" or "NULL";

    public static bool? CoreBool(string text) => text switch
    {
        "true" or "True" or "TRUE" => true,
        "false" or "False" or "FALSE" => false,
        _ => null,
    };

    /// <summary>As <see cref="CoreBool"/>, and yes/no, on/off, 1/0 in any case.</summary>
    public static bool? LooseBool(string text) => text.Trim().ToLowerInvariant() switch
    {
        "true" or "yes" or "on" or "1" => true,
        "false" or "no" or "off" or "0" => false,
        _ => null,
    };

    /// <summary>A number for a setting: <c>30</c>, <c>0.5</c>, <c>1e-6</c>, <c>100_000</c>.</summary>
    public static double? LooseNumber(string text)
    {
        var digits = text.Trim().Replace("_", "", StringComparison.Ordinal);
        return DecimalNumber().IsMatch(digits) && double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number
            : null;
    }

    /// <summary>
    /// The JSON spelling of a plain number, with the digits as they were written where JSON allows it (<c>.5</c> becomes
    /// <c>0.5</c>, <c>0x1F</c> becomes <c>31</c>); null when the text is no number. <c>.inf</c> and <c>.nan</c> have no JSON spelling.
    /// </summary>
    public static string? JsonNumber(string text)
    {
        if (JsonSpelling().IsMatch(text))
        {
            return text;
        }

        if (text.StartsWith("0x", StringComparison.Ordinal))
        {
            return ulong.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hex) ? hex.ToString(CultureInfo.InvariantCulture) : null;
        }

        if (text.StartsWith("0o", StringComparison.Ordinal))
        {
            return Octal(text.AsSpan(2));
        }

        var match = CoreNumber().Match(text);
        if (!match.Success)
        {
            return null;
        }

        // +007.50e3 → sign, whole digits, fraction digits, exponent
        var sign = match.Groups["sign"].Value is "-" ? "-" : "";
        var whole = match.Groups["whole"].Value.TrimStart('0');
        var fraction = match.Groups["fraction"].Value;
        return $"{sign}{(whole.Length == 0 ? "0" : whole)}{(fraction.Length == 0 ? "" : "." + fraction)}{match.Groups["exponent"].Value}";
    }

    public static bool IsInfiniteOrNan(string text) => InfiniteOrNan().IsMatch(text);

    private static string? Octal(ReadOnlySpan<char> digits)
    {
        ulong number = 0;
        foreach (var digit in digits)
        {
            if (digit is < '0' or > '7' || number > ulong.MaxValue >> 3)
            {
                return null;
            }

            number = (number << 3) | (uint)(digit - '0');
        }

        return digits.IsEmpty ? null : number.ToString(CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"^[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?\z")]
    private static partial Regex DecimalNumber();

    [GeneratedRegex(@"^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?\z")]
    private static partial Regex JsonSpelling();

    [GeneratedRegex(@"^(?<sign>[-+]?)((?<whole>[0-9]+)\.?(?<fraction>[0-9]*)|\.(?<fraction>[0-9]+))(?<exponent>([eE][-+]?[0-9]+)?)\z")]
    private static partial Regex CoreNumber();

    [GeneratedRegex(@"^([-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN))\z")]
    private static partial Regex InfiniteOrNan();
}
