using System.Text.Json;
using Gateway.Proxy.Model;

namespace Gateway.Proxy.Dialects.Messages;

/// <summary>
/// System prompt and turns as chat messages. A user's turn may hold results of tools, which are messages of their own in a chat
/// and stand before what the user says.
/// </summary>
internal sealed class TurnsTranslation(JsonElement request, Deployment deployment, FieldLedger fields)
{
    // Claude Code's first block of the system prompt is a header that Anthropic takes out: it differs from one conversation to the
    // next, so a server's prefix cache would never know the prompt again.
    private const string BillingHeader = "x-anthropic-billing-header";

    private readonly BlocksTranslation _blocks = new(fields);
    private readonly SystemTexts _system = new(onlyFirst: !deployment.TakesSystemAnywhere);

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
                    _system.Begin(writer);
                    WriteUser(writer, message, path);
                    break;
                case "assistant":
                    _system.Begin(writer);
                    WriteAssistant(writer, message, path);
                    break;
                case "system":
                    _system.Add(writer, BlocksTranslation.TextOf(message.Get("content")));
                    break;
                default:
                    fields.Invalid(path + ".role", "must be user or assistant.");
                    break;
            }
        }

        _system.Begin(writer);
        writer.WriteEndArray();
    }

    private void WriteSystem(Utf8JsonWriter writer)
    {
        if (request.Text("system") is { } text)
        {
            _system.Add(writer, text);
            return;
        }

        var blocks = request.List("system").ToList();
        if (blocks.Any(block => block.Get("cache_control") is not null))
        {
            fields.Drop("system[].cache_control");
        }

        if (blocks.RemoveAll(block => block.Text("text")?.StartsWith(BillingHeader, StringComparison.Ordinal) == true) > 0)
        {
            fields.Drop("system[]." + BillingHeader);
        }

        _system.Add(writer, string.Join('\n', blocks.Select(block => block.Text("text"))));
    }

    private void WriteUser(Utf8JsonWriter writer, JsonElement message, string path)
    {
        if (message.Get("content") is not { ValueKind: JsonValueKind.Array } content)
        {
            ChatJson.WriteMessage(writer, "user", message.Text("content") ?? "");
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
    private void WriteToolResult(Utf8JsonWriter writer, JsonElement result, string path, List<(JsonElement Block, string Path)> pictures)
    {
        if (result.Get("cache_control") is not null)
        {
            fields.Drop("messages[].content[].cache_control");
        }

        var text = ResultText(result.Get("content"));
        var i = 0;
        foreach (var block in result.List("content"))
        {
            if (block.Text("type") is not ("text" or "tool_reference"))
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

    // What a search for tools has found, {"type":"tool_reference","tool_name":"f"}, is told by name: the model has been given them all.
    private static string ResultText(JsonElement? content)
    {
        var found = content is { ValueKind: JsonValueKind.Array } blocks
            ? blocks.EnumerateArray().Where(block => block.Text("type") == "tool_reference").Select(block => $"Tool found: {block.Text("tool_name")}")
            : [];
        return string.Join('\n', [.. found, .. BlocksTranslation.TextOf(content) is { Length: > 0 } text ? [text] : (string[])[]]);
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

        if (thoughts.Length > 0 && deployment.TakesExtensions)
        {
            ChatJson.WriteThoughts(writer, thoughts);
        }

        ChatJson.WriteToolCalls(writer, calls.ConvertAll(call => (call.Text("id"), call.Text("name"), call.Get("input")?.GetRawText() ?? "{}"))!);
        writer.WriteEndObject();
    }
}
