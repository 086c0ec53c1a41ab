using System.Text.Json.Nodes;

namespace Gateway.Admin.Forms;

/// <summary>The priority of a key or team, which is kept in its metadata: <c>{"priority": "prod"}</c>.</summary>
public static class PriorityField
{
    private const string Name = "priority";

    public static string? Of(JsonObject metadata) => metadata[Name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    /// <summary>Metadata are replaced as a whole, so they are written only where the priority was changed.</summary>
    public static void Write(JsonObject body, JsonObject metadata, string? text)
    {
        var priority = string.IsNullOrWhiteSpace(text) ? null : text.Trim();
        if (priority == Of(metadata))
        {
            return;
        }

        var changed = metadata.DeepClone().AsObject();
        if (priority is null)
        {
            changed.Remove(Name);
        }
        else
        {
            changed[Name] = priority;
        }

        body["metadata"] = changed;
    }
}
