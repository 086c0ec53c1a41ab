using System.Globalization;
using System.Text.RegularExpressions;

namespace Gateway.Tests.Proxy.Telemetry;

/// <summary>A reader of Prometheus' text format that accepts nothing else.</summary>
internal static partial class Exposition
{
    /// <summary>Asserts that the text is valid, and gives its samples by name and labels as written.</summary>
    public static Dictionary<string, double> Parse(string text)
    {
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        var samples = new Dictionary<string, double>(StringComparer.Ordinal);
        var types = new Dictionary<string, string>(StringComparer.Ordinal);
        var current = "";
        foreach (var line in text[..^1].Split('\n'))
        {
            if (Help().Match(line) is { Success: true } help)
            {
                current = help.Groups[1].Value;
                continue;
            }

            if (Type().Match(line) is { Success: true } type)
            {
                Assert.Equal(current, type.Groups[1].Value);
                Assert.True(types.TryAdd(current, type.Groups[2].Value), $"{current} is described twice.");
                continue;
            }

            var sample = Sample().Match(line);
            Assert.True(sample.Success, $"Not a valid line: {line}");
            var name = sample.Groups["name"].Value;
            Assert.Contains(name, Names(current, types[current]));
            Assert.True(samples.TryAdd(name + sample.Groups["labels"].Value, Number(sample.Groups["value"].Value)), $"There twice: {line}");
        }

        return samples;
    }

    private static string[] Names(string metric, string type)
    {
        if (type == "counter")
        {
            Assert.EndsWith("_total", metric, StringComparison.Ordinal);
        }

        return type == "histogram" ? [metric + "_bucket", metric + "_sum", metric + "_count"] : [metric];
    }

    private static double Number(string text) => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^# HELP ([a-zA-Z_:][a-zA-Z0-9_:]*) ([^\\]|\\\\|\\n)+$")]
    private static partial Regex Help();

    [GeneratedRegex("^# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge|histogram)$")]
    private static partial Regex Type();

    [GeneratedRegex("""^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(?<labels>\{[a-zA-Z_][a-zA-Z0-9_]*="([^"\\]|\\["\\n])*"(,[a-zA-Z_][a-zA-Z0-9_]*="([^"\\]|\\["\\n])*")*\})? (?<value>-?[0-9]+(\.[0-9]+)?(E[+-]?[0-9]+)?)$""")]
    private static partial Regex Sample();
}
