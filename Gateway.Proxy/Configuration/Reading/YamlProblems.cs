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

    public static (int Line, string Message) Explain(YamlException e, string text)
    {
        // The scanner notices a tab late, and names the place where the value around it began.
        var line = Math.Max(1, (int)e.Start.Line);
        var reason = (e.InnerException ?? e).Message.Trim().TrimEnd('.');
        var last = reason.Contains(" tab ", StringComparison.Ordinal) ? int.MaxValue : (int)e.End.Line + 1;
        if (FindTab(text, line, last) is { } tab)
        {
            return (tab, "a tab is used for indentation; YAML takes only spaces");
        }

        // "While scanning a simple key, could not find expected ':'." → lower case, no full stop.
        reason = reason.Length == 0 ? "the text cannot be read" : char.ToLowerInvariant(reason[0]) + reason[1..];
        return (line, $"the file is not valid YAML: {reason}{Hint(reason)}");
    }

    private static string Hint(string reason) => reason switch
    {
        _ when reason.Contains("expected ':'", StringComparison.Ordinal) => "; a key needs ': ' (colon, space) after it, on the same line",
        _ when reason.Contains("block mapping", StringComparison.Ordinal) => "; check that keys of one level are indented alike and that text with ': ' or '#' is in quotes",
        _ when reason.Contains("block sequence", StringComparison.Ordinal) => "; check that the items ('- ') of one list are indented alike",
        _ when reason.Contains("flow sequence", StringComparison.Ordinal) => "; check that every '[' has its ']'",
        _ when reason.Contains("flow mapping", StringComparison.Ordinal) => "; check that every '{' has its '}'",
        _ when reason.Contains("quoted scalar, found unexpected end", StringComparison.Ordinal) => "; check that every quote is closed",
        _ when reason.Contains("invalid mapping", StringComparison.Ordinal) => "; a value with ': ' in it must be in quotes",
        _ when reason.Contains("node content", StringComparison.Ordinal) => "; a value is missing, a bracket is not closed, or a value that begins with a sign such as % @ ` must be in quotes",
        _ => "",
    };

    private static int? FindTab(string text, int first, int last)
    {
        using var reader = new StringReader(text);
        for (var number = 1; number <= last && reader.ReadLine() is { } line; number++)
        {
            if (number >= first && line.AsSpan().TrimStart(' ') is ['\t', .. var rest] && !rest.IsWhiteSpace())
            {
                return number;
            }
        }

        return null;
    }
}
