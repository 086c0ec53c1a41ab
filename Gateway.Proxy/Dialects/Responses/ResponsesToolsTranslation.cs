using System.Text.Json;

namespace Gateway.Proxy.Dialects.Responses;

/// <summary>Tools and the choice among them, as a chat has them. Tools that OpenAI's servers run themselves have no counterpart.</summary>
internal sealed class ResponsesToolsTranslation(JsonElement request, ResponseTools tools, FieldLedger fields)
{
    public void Write(Utf8JsonWriter writer)
    {
        var i = 0;
        foreach (var tool in request.List("tools"))
        {
            Check(tool, $"tools[{i++}]");
        }

        var offered = Offered();
        if (offered.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("tools"u8);
        foreach (var tool in offered)
        {
            tool.Write(writer);
        }

        writer.WriteEndArray();
        WriteChoice(writer);
    }

    private void Check(JsonElement tool, string path)
    {
        switch (tool.Text("type"))
        {
            case "function" or "custom":
                break;
            case "namespace":
                // Each of its functions has a description of its own.
                fields.Drop(path + ".description");
                var i = 0;
                foreach (var inner in tool.List("tools"))
                {
                    Check(inner, $"{path}.tools[{i++}]");
                }

                break;
            case var other:
                fields.Refuse(path, $"is '{other}', which only a server that speaks /v1/responses itself has");
                break;
        }
    }

    // {"type":"allowed_tools","mode":"auto","tools":[{"type":"function","name":"f"}]}: what may not be called is not offered.
    private List<ResponseTool> Offered()
    {
        if (request.Get("tool_choice") is not { } choice || choice.Text("type") != "allowed_tools")
        {
            return [.. tools.All];
        }

        var allowed = choice.List("tools").Select(NameOf).ToHashSet(StringComparer.Ordinal);
        return tools.All.Where(tool => allowed.Contains(tool.FunctionName)).ToList();
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
            case { } choice when choice.Text("type") is "function" or "custom":
                ChatJson.WriteNamedChoice(writer, NameOf(choice));
                break;
            case { } choice when choice.Text("type") == "allowed_tools":
                writer.WriteString("tool_choice"u8, choice.Text("mode") ?? "auto");
                break;
            default:
                fields.Refuse("tool_choice");
                break;
        }
    }

    private static string NameOf(JsonElement tool) => ResponseTool.FunctionNameOf(tool.Text("name"), tool.Text("namespace"));
}
