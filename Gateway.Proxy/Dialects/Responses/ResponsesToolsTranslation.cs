using System.Text.Json;

namespace Gateway.Proxy.Dialects.Responses;

/// <summary><c>{"type":"function","name":"f","parameters":{…},"strict":true}</c> as a chat's function. Tools that OpenAI's servers run themselves have no counterpart.</summary>
internal sealed class ResponsesToolsTranslation(JsonElement request, FieldLedger fields)
{
    public void Write(Utf8JsonWriter writer)
    {
        var functions = new List<JsonElement>();
        var i = 0;
        foreach (var tool in request.List("tools"))
        {
            if (tool.Text("type") == "function")
            {
                functions.Add(tool);
            }
            else
            {
                fields.Refuse($"tools[{i}]", $"is '{tool.Text("type")}', which only a server that speaks /v1/responses itself has");
            }

            i++;
        }

        if (functions.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("tools"u8);
        foreach (var tool in functions)
        {
            writer.WriteStartObject();
            writer.WriteString("type"u8, "function"u8);
            writer.WriteStartObject("function"u8);
            foreach (var member in tool.EnumerateObject().Where(member => member.Name != "type" && member.Value.ValueKind != JsonValueKind.Null))
            {
                member.WriteTo(writer);
            }

            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        WriteChoice(writer);
    }

    // "auto", "none", "required", or {"type":"function","name":"f"}
    private void WriteChoice(Utf8JsonWriter writer)
    {
        switch (request.Get("tool_choice"))
        {
            case null:
                break;
            case { ValueKind: JsonValueKind.String } text:
                writer.WriteString("tool_choice"u8, text.GetString());
                break;
            case { } choice when choice.Text("type") == "function":
                writer.WriteStartObject("tool_choice"u8);
                writer.WriteString("type"u8, "function"u8);
                writer.WriteStartObject("function"u8);
                writer.WriteString("name"u8, choice.Text("name"));
                writer.WriteEndObject();
                writer.WriteEndObject();
                break;
            default:
                fields.Refuse("tool_choice");
                break;
        }
    }
}
