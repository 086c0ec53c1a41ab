using System.Text;

namespace Gateway.Proxy.Telemetry.Exposition;

/// <summary>Renders labels as they stand between the braces: <c>model="a",route="/v1/chat/completions"</c>.</summary>
internal static class LabelText
{
    public static string Render(ReadOnlySpan<string> names, Func<string, string> valueOf)
    {
        var text = new StringBuilder();
        foreach (var name in names)
        {
            text.Append(text.Length == 0 ? "" : ",").Append(name).Append("=\"");
            AppendEscaped(text, valueOf(name));
            text.Append('"');
        }

        return text.ToString();
    }

    // Only these three have a meaning inside a label value: a\b"c → a\\b\"c
    private static void AppendEscaped(StringBuilder text, string value)
    {
        foreach (var c in value)
        {
            _ = c switch
            {
                '\\' => text.Append(@"\\"),
                '"' => text.Append("\\\""),
                '\n' => text.Append(@"\n"),
                _ => text.Append(c),
            };
        }
    }
}
