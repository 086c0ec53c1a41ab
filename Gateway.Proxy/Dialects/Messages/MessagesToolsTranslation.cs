using System.Text.Json;

namespace Gateway.Proxy.Dialects.Messages;

/// <summary>
/// <c>{"name":"f","description":"…","input_schema":{…}}</c> as a function; <c>{"type":"any","disable_parallel_tool_use":true}</c> as
/// <c>"required"</c> and <c>parallel_tool_calls</c>. Tools that Anthropic's servers run themselves have no counterpart.
/// </summary>
internal sealed class MessagesToolsTranslation(JsonElement request, FieldLedger fields)
{
    public void Write(Utf8JsonWriter writer)
    {
        var tools = new List<JsonElement>();
        var i = 0;
        foreach (var tool in request.List("tools"))
        {
            if (tool.Text("type") is null or "custom")
            {
                tools.Add(tool);
            }
            else
            {
                fields.Refuse($"tools[{i}]", $"is '{tool.Text("type")}', which only Anthropic's own models have");
            }

            i++;
        }

        if (tools.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("tools"u8);
        foreach (var tool in tools)
        {
            WriteTool(writer, tool);
        }

        writer.WriteEndArray();
        WriteChoice(writer);
    }

    private void WriteTool(Utf8JsonWriter writer, JsonElement tool)
    {
        writer.WriteStartObject();
        writer.WriteString("type"u8, "function"u8);
        writer.WriteStartObject("function"u8);
        foreach (var member in tool.EnumerateObject())
        {
            switch (member.Name)
            {
                case "name" or "description" or "strict":
                    member.WriteTo(writer);
                    break;
                case "input_schema":
                    writer.Copy("parameters", member.Value);
                    break;
                case "type":
                    break;
                default:
                    // How the tool is offered, cached and streamed, not what it is.
                    fields.Drop("tools[]." + member.Name);
                    break;
            }
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private void WriteChoice(Utf8JsonWriter writer)
    {
        if (request.Get("tool_choice") is not { } choice)
        {
            return;
        }

        switch (choice.Text("type"))
        {
            case "auto" or "none":
                writer.WriteString("tool_choice"u8, choice.Text("type"));
                break;
            case "any":
                writer.WriteString("tool_choice"u8, "required"u8);
                break;
            case "tool":
                ChatJson.WriteNamedChoice(writer, choice.Text("name"));
                break;
            default:
                fields.Invalid("tool_choice.type", "must be auto, any, tool or none.");
                break;
        }

        if (choice.IsTrue("disable_parallel_tool_use"))
        {
            writer.WriteBoolean("parallel_tool_calls"u8, false);
        }
    }
}
