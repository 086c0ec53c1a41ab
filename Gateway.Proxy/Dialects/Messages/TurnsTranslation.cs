using System.Text.Json;

namespace Gateway.Proxy.Dialects.Messages;

/// <summary>
/// System prompt and turns as chat messages. A user's turn may hold results of tools, which are messages of their own in a chat
/// and stand before what the user says.
/// </summary>
internal sealed class TurnsTranslation(JsonElement request, bool takesReasoning, FieldLedger fields)
{
    private readonly BlocksTranslation _blocks = new(fields);

    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartArray("messages"u8);
        WriteSystem(writer);
        var i = -1;
        foreach (var message in request.List("messages"))
        {
            i++;
            var path = $"messages[{i}]";
            switch (message.Text("role"))
            {
                case "user":
                    WriteUser(writer, message, path);
                    break;
                case "assistant":
                    WriteAssistant(writer, message, path);
                    break;
                case "system":
                    WriteText(writer, "system", BlocksTranslation.TextOf(message.Get("content")));
                    break;
                default:
                    fields.Invalid(path + ".role", "must be user or assistant.");
                    break;
            }
        }

        writer.WriteEndArray();
    }

    private void WriteSystem(Utf8JsonWriter writer)
    {
        if (request.Get("system") is { } system)
        {
            foreach (var _ in request.List("system").Where(block => block.Get("cache_control") is not null))
            {
                fields.Drop("system[].cache_control");
            }

            WriteText(writer, "system", BlocksTranslation.TextOf(system));
        }
    }

    private void WriteUser(Utf8JsonWriter writer, JsonElement message, string path)
    {
        if (message.Get("content") is not { ValueKind: JsonValueKind.Array } content)
        {
            WriteText(writer, "user", message.Text("content") ?? "");
            return;
        }

        var blocks = content.EnumerateArray().Select((block, i) => (Block: block, Path: $"{path}.content[{i}]")).ToList();
        var pictures = new List<(JsonElement Block, string Path)>();
        foreach (var (block, at) in blocks.Where(item => item.Block.Text("type") == "tool_result"))
        {
            WriteToolResult(writer, block, at, pictures);
        }

        // A tool's message holds text only: its pictures come with what the user says.
        var said = pictures.Concat(blocks.Where(item => item.Block.Text("type") != "tool_result")).ToList();
        if (said.Count > 0)
        {
            writer.WriteStartObject();
            writer.WriteString("role"u8, "user"u8);
            _blocks.WriteContent(writer, said);
            writer.WriteEndObject();
        }
    }

    // {"type":"tool_result","tool_use_id":"toolu_1","content":"…" or [blocks],"is_error":false}
    private static void WriteToolResult(Utf8JsonWriter writer, JsonElement result, string path, List<(JsonElement Block, string Path)> pictures)
    {
        var text = BlocksTranslation.TextOf(result.Get("content"));
        var i = 0;
        foreach (var block in result.List("content"))
        {
            if (block.Text("type") is not "text")
            {
                pictures.Add((block, $"{path}.content[{i}]"));
            }

            i++;
        }

        writer.WriteStartObject();
        writer.WriteString("role"u8, "tool"u8);
        writer.WriteString("tool_call_id"u8, result.Text("tool_use_id"));

        // A chat has no mark for a tool that failed; the model reads it.
        writer.WriteString("content"u8, result.IsTrue("is_error") ? "Error: " + text : text);
        writer.WriteEndObject();
    }

    private void WriteAssistant(Utf8JsonWriter writer, JsonElement message, string path)
    {
        var blocks = message.List("content").ToList();
        var calls = blocks.Where(block => block.Text("type") == "tool_use").ToList();
        var thoughts = string.Concat(blocks.Select(block => block.Text("type") == "thinking" ? block.Text("thinking") : null));
        var text = message.Get("content") is { } content ? BlocksTranslation.TextOf(content, separator: "") : "";
        for (var i = 0; i < blocks.Count; i++)
        {
            if (blocks[i].Text("type") is not ("text" or "tool_use" or "thinking" or "redacted_thinking"))
            {
                fields.Refuse($"{path}.content[{i}]", $"is content of type '{blocks[i].Text("type")}', which cannot be expressed for this model");
            }
        }

        writer.WriteStartObject();
        writer.WriteString("role"u8, "assistant"u8);
        if (text.Length > 0 || calls.Count == 0)
        {
            writer.WriteString("content"u8, text);
        }
        else
        {
            writer.WriteNull("content"u8);
        }

        if (thoughts.Length > 0 && takesReasoning)
        {
            writer.WriteString("reasoning_content"u8, thoughts);
            writer.WriteString("reasoning"u8, thoughts);
        }

        WriteToolCalls(writer, calls);
        writer.WriteEndObject();
    }

    private static void WriteToolCalls(Utf8JsonWriter writer, List<JsonElement> calls)
    {
        if (calls.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("tool_calls"u8);
        foreach (var call in calls)
        {
            writer.WriteStartObject();
            writer.WriteString("id"u8, call.Text("id"));
            writer.WriteString("type"u8, "function"u8);
            writer.WriteStartObject("function"u8);
            writer.WriteString("name"u8, call.Text("name"));
            writer.WriteString("arguments"u8, call.Get("input")?.GetRawText() ?? "{}");
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteText(Utf8JsonWriter writer, string role, string text)
    {
        writer.WriteStartObject();
        writer.WriteString("role"u8, role);
        writer.WriteString("content"u8, text);
        writer.WriteEndObject();
    }
}
