using YamlDotNet.Core;

namespace Gateway.Proxy.Configuration.Reading;

/// <summary>Says in a sentence why a text is not YAML.</summary>
internal static class YamlProblems
{
    /// <summary>The scanner takes NUL for the end of the file and would silently ignore the rest.</summary>
    public static (int Line, string Message)? FindUnreadableCharacter(string text)
    {
        var line = 1;
        foreach (var character in text)
        {
            if (character == '\n')
            {
                line++;
            }
            else if (char.IsControl(character) && character is not ('\t' or '\r' or '\u0085'))
            {
                return (line, $"a control character (U+{(int)character:X4}) is in the text; remove it");
            }
        }

        return null;
    }

    public static string Explain(YamlException e, string text)
    {
        var line = LineAt(text, (int)e.Start.Line);
        if (line.Length > 0 && line.AsSpan().TrimStart(' ') is ['\t', ..])
        {
            return "a tab is used for indentation; YAML takes only spaces";
        }

        // "While scanning a simple key, could not find expected ':'." → lower case, no full stop.
        var reason = (e.InnerException ?? e).Message.Trim().TrimEnd('.');
        if (reason.StartsWith('(') && reason.IndexOf("): ", StringComparison.Ordinal) is > 0 and var end)
        {
            reason = reason[(end + 3)..];
        }

        reason = reason.Length == 0 ? "the text cannot be read" : char.ToLowerInvariant(reason[0]) + reason[1..];
        return $"the file is not valid YAML: {reason}{Hint(reason)}";
    }

    private static string Hint(string reason) => reason switch
    {
        _ when reason.Contains("expected ':'", StringComparison.Ordinal) => "; a key needs ': ' (colon, space) after it, on the same line",
        _ when reason.Contains("block mapping", StringComparison.Ordinal) => "; check that keys of one level are indented alike and that text with ': ' or '#' is in quotes",
        _ when reason.Contains("block sequence", StringComparison.Ordinal) => "; check that the items ('- ') of one list are indented alike",
        _ when reason.Contains("flow sequence", StringComparison.Ordinal) => "; check that every '[' has its ']'",
        _ when reason.Contains("flow mapping", StringComparison.Ordinal) => "; check that every '{' has its '}'",
        _ when reason.Contains("quoted scalar", StringComparison.Ordinal) => "; check that every quote is closed",
        _ => "",
    };

    private static string LineAt(string text, int number)
    {
        using var reader = new StringReader(text);
        for (var i = 1; i < number && reader.ReadLine() is not null; i++)
        {
        }

        return reader.ReadLine() ?? "";
    }
}
