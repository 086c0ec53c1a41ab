using System.Text.Json.Nodes;

namespace Gateway.Admin.Forms;

/// <summary>Tags as they are written in a form: <c>nightly, prod</c>.</summary>
public static class TagList
{
    public static string Text(IEnumerable<string> tags) => string.Join(", ", tags);

    public static JsonArray ToJson(string? text) =>
        [.. (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(tag => (JsonNode)tag)];

    /// <summary>A team's, which are in its metadata: <c>{"tags": ["nightly"]}</c>.</summary>
    public static IEnumerable<string> Of(JsonObject metadata) =>
        metadata["tags"] is JsonArray tags ? tags.OfType<JsonValue>().Select(tag => tag.TryGetValue<string>(out var text) ? text : null).OfType<string>() : [];
}
