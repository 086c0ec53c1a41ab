using System.Text.RegularExpressions;

namespace Gateway.Simulator.Tools;

/// <summary>
/// When <c>tool_choice</c> is "auto", a tool is called if the last message of the user has a word of the tool's name
/// (get_weather: "weather"); several tools can be called so. Without such a word: the first tool whose description shares
/// a word with the message; without that the first tool, if the message says "tool" or "function". Words have four
/// letters or more and are not among the commonest. After a message of role "tool" the answer is text.
/// </summary>
internal static partial class ToolRule
{
    private static readonly HashSet<string> s_common = new(StringComparer.OrdinalIgnoreCase)
    {
        "about", "also", "call", "from", "function", "given", "have", "into", "more", "please", "that", "their", "them", "this",
        "tool", "using", "what", "when", "which", "will", "with", "your",
    };

    public static IReadOnlyList<Tool> Matching(IReadOnlyList<Tool> tools, string message)
    {
        var said = Words(message);
        var byName = tools.Where(tool => Words(tool.Name).Overlaps(said)).ToArray();
        if (byName.Length > 0)
        {
            return byName;
        }

        var byDescription = tools.FirstOrDefault(tool => Words(tool.Description).Overlaps(said));
        if (byDescription is not null)
        {
            return [byDescription];
        }

        return tools.Count > 0 && AsksForTool().IsMatch(message) ? [tools[0]] : [];
    }

    private static HashSet<string> Words(string text)
    {
        var words = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var match in Word().EnumerateMatches(text))
        {
            words.Add(text.Substring(match.Index, match.Length));
        }

        words.ExceptWith(s_common);
        return words;
    }

    /// <summary>Names are get_weather, get-weather or getWeather.</summary>
    [GeneratedRegex("[A-Z]?[a-z]{3,}|[A-Z]{4,}")]
    private static partial Regex Word();

    [GeneratedRegex(@"\b(tools?|functions?)\b", RegexOptions.IgnoreCase)]
    private static partial Regex AsksForTool();
}
