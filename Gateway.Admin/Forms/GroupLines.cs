using System.Text.Json.Nodes;

namespace Gateway.Admin.Forms;

/// <summary>Fallbacks and aliases of model groups, a line each, as they are typed: <c>gpt-oss-120b: gpt-oss-20b, qwen-30b</c>.</summary>
internal static class GroupLines
{
    // [{"a": ["b", "c"]}] and ["b", "c"]
    public static string Of(JsonArray list) => list.All(item => item is JsonObject)
        ? string.Join('\n', list.OfType<JsonObject>().Select(Of))
        : string.Join(", ", list.Select(item => item?.ToString()));

    // {"a": ["b", "c"]} and {"alias": "a"}; an alias may have details: {"alias": {"model": "a", "hidden": true}}
    public static string Of(JsonObject map) => string.Join('\n', map.Select(entry => $"{entry.Key}: {Names(entry.Value)}"));

    public static JsonArray ReadFallbacks(string text) => [.. Lines(text).Select(line => new JsonObject { [line.Group] = ReadNames(line.Text) })];

    /// <param name="before">Details that the lines do not show stay with their alias.</param>
    public static JsonObject ReadAliases(string text, JsonObject? before)
    {
        var aliases = new JsonObject();
        foreach (var (alias, group) in Lines(text))
        {
            if (before?[alias] is JsonObject details)
            {
                var changed = (JsonObject)details.DeepClone();
                changed["model"] = group;
                aliases[alias] = changed;
            }
            else
            {
                aliases[alias] = group;
            }
        }

        return aliases;
    }

    public static JsonArray ReadNames(string text) => [.. text.Split([',', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(name => (JsonNode)name)];

    // The last colon: a group may be named llama3:8b.
    private static IEnumerable<(string Group, string Text)> Lines(string text)
    {
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var colon = line.LastIndexOf(": ", StringComparison.Ordinal);
            yield return colon > 0
                ? (line[..colon].Trim(), line[(colon + 2)..].Trim())
                : throw new FormatException($"'{line}': write a name, a colon and the groups, such as 'gpt-oss-120b: gpt-oss-20b, qwen-30b'.");
        }
    }

    private static string? Names(JsonNode? value) => value switch
    {
        JsonArray list => string.Join(", ", list.Select(item => item?.ToString())),
        JsonObject details => details["model"]?.ToString(),
        _ => value?.ToString(),
    };
}
