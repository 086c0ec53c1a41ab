using System.Text.Json;
using Gateway.Proxy.Dialects;

namespace Gateway.Proxy.Providers.Anthropic;

/// <summary>
/// Tools and the choice among them: <c>{"type":"function","function":{"name":"f","description":"…","parameters":{…}}}</c> becomes
/// <c>{"name":"f","description":"…","input_schema":{…}}</c>; <c>"required"</c> becomes <c>{"type":"any"}</c>.
/// </summary>
internal sealed class ChatToolsTranslation(JsonElement chat, FieldLedger fields)
{
    public void Write(Utf8JsonWriter writer)
    {
        if (chat.Get("tools") is { ValueKind: JsonValueKind.Array } tools && tools.GetArrayLength() > 0)
        {
            writer.WriteStartArray("tools"u8);
            var i = 0;
            foreach (var tool in tools.EnumerateArray())
            {
                WriteTool(writer, tool, $"tools[{i++}]");
            }

            writer.WriteEndArray();
            WriteChoice(writer);
        }
        else if (chat.Get("tool_choice") is { } choice && !(choice.ValueKind == JsonValueKind.String && choice.GetString() is "auto" or "none"))
        {
            fields.Invalid("tool_choice", "needs tools.");
        }
    }

    private void WriteTool(Utf8JsonWriter writer, JsonElement tool, string path)
    {
        if (tool.Get("function") is not { } function)
        {
            if (tool.Text("type") is "function" or "custom" or null)
            {
                fields.Refuse(path, "is a tool of a kind that cannot be expressed for this model");
                return;
            }

            // One of Anthropic's own, as it documents them: {"type":"web_search_20250305","name":"web_search"}.
            tool.WriteTo(writer);
            return;
        }

        writer.WriteStartObject();
        writer.WriteString("name"u8, function.Text("name"));
        if (function.Text("description") is { } description)
        {
            writer.WriteString("description"u8, description);
        }

        if (function.Get("parameters") is { ValueKind: JsonValueKind.Object } parameters)
        {
            writer.Copy("input_schema", parameters);
        }
        else
        {
            writer.WritePropertyName("input_schema"u8);
            writer.WriteRawValue("""{"type":"object","properties":{}}"""u8);
        }

        if (function.IsTrue("strict"))
        {
            writer.WriteBoolean("strict"u8, true);
        }

        if ((tool.Get("cache_control") ?? function.Get("cache_control")) is { } cacheControl)
        {
            writer.Copy("cache_control", cacheControl);
        }

        writer.WriteEndObject();
    }

    private void WriteChoice(Utf8JsonWriter writer)
    {
        var oneAtATime = chat.Get("parallel_tool_calls") is { ValueKind: JsonValueKind.False };
        var choice = chat.Get("tool_choice");
        var (type, name) = choice switch
        {
            null => ("auto", null),
            { ValueKind: JsonValueKind.String } text => text.GetString() switch { "required" => ("any", null), var other => (other, (string?)null) },
            { } named => ("tool", named.Get("function")?.Text("name") ?? named.Text("name")),
        };
        if (type is not ("auto" or "any" or "none" or "tool") || (type == "tool" && name is null))
        {
            fields.Refuse("tool_choice");
            return;
        }

        if (choice is null && !oneAtATime)
        {
            return;
        }

        writer.WriteStartObject("tool_choice"u8);
        writer.WriteString("type"u8, type);
        if (name is not null)
        {
            writer.WriteString("name"u8, name);
        }

        if (oneAtATime && type != "none")
        {
            writer.WriteBoolean("disable_parallel_tool_use"u8, true);
        }

        writer.WriteEndObject();
    }
}
