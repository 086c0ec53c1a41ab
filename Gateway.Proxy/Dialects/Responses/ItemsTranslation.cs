using System.Text;
using System.Text.Json;

namespace Gateway.Proxy.Dialects.Responses;

/// <summary>
/// Items as chat messages: those of the turns before, and those of this one. Calls that follow each other, and what the model
/// thought and said before them, become one assistant's message, as chats have it.
/// </summary>
internal sealed class ItemsTranslation(bool takesReasoning, FieldLedger fields)
{
    private readonly ItemPartsTranslation _parts = new(fields);
    private readonly List<JsonElement> _calls = [];
    private readonly StringBuilder _thoughts = new();
    private string? _said;
    private bool _isAssistant;

    public void Write(Utf8JsonWriter writer, JsonElement request, IReadOnlyList<StoredResponse> history)
    {
        writer.WriteStartArray("messages"u8);
        if (request.Text("instructions") is { Length: > 0 } instructions)
        {
            WriteText(writer, "system", instructions);
        }

        foreach (var turn in history)
        {
            using var input = JsonDocument.Parse(turn.Input, Json.Deep);
            WriteItems(writer, input.RootElement.EnumerateArray(), "previous_response_id");
            using var response = JsonDocument.Parse(turn.Response ?? "{}", Json.Deep);
            WriteItems(writer, response.RootElement.List("output"), "previous_response_id");
        }

        if (request.Text("input") is { } text)
        {
            WriteText(writer, "user", text);
        }

        WriteItems(writer, request.List("input"), "input");
        writer.WriteEndArray();
    }

    private void WriteItems(Utf8JsonWriter writer, IEnumerable<JsonElement> items, string field)
    {
        var i = 0;
        foreach (var item in items)
        {
            WriteItem(writer, item, $"{field}[{i++}]");
        }

        FlushAssistant(writer);
    }

    private void WriteItem(Utf8JsonWriter writer, JsonElement item, string path)
    {
        switch (item.Text("type") ?? "message")
        {
            case "message" when item.Text("role") == "assistant":
                BeginAssistant(writer, startsNew: _said is not null || _calls.Count > 0);
                _said += ItemPartsTranslation.TextOf(item.Get("content"));
                break;
            case "message":
                FlushAssistant(writer);
                writer.WriteStartObject();
                writer.WriteString("role"u8, item.Text("role") == "developer" ? "system" : item.Text("role"));
                _parts.WriteContent(writer, item.Get("content"), path);
                writer.WriteEndObject();
                break;
            case "reasoning":
                BeginAssistant(writer, startsNew: _said is not null || _calls.Count > 0);
                foreach (var part in item.List("content").Concat(item.List("summary")))
                {
                    _thoughts.Append(part.Text("text"));
                }

                break;
            case "function_call":
                BeginAssistant(writer, startsNew: false);
                _calls.Add(item.Clone());
                break;
            case "function_call_output":
                FlushAssistant(writer);
                WriteResult(writer, item);
                break;
            default:
                fields.Refuse(path, $"is an item of type '{item.Text("type")}', which cannot be expressed for this model");
                break;
        }
    }

    private void BeginAssistant(Utf8JsonWriter writer, bool startsNew)
    {
        if (startsNew)
        {
            FlushAssistant(writer);
        }

        _isAssistant = true;
    }

    private void FlushAssistant(Utf8JsonWriter writer)
    {
        if (!_isAssistant)
        {
            return;
        }

        _isAssistant = false;
        if (_said is not null || _calls.Count > 0)
        {
            WriteAssistant(writer);
        }

        _said = null;
        _calls.Clear();
        _thoughts.Clear();
    }

    private void WriteAssistant(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("role"u8, "assistant"u8);
        writer.WriteString("content"u8, _said);
        if (_thoughts.Length > 0 && takesReasoning)
        {
            writer.WriteString("reasoning_content"u8, _thoughts.ToString());
            writer.WriteString("reasoning"u8, _thoughts.ToString());
        }

        if (_calls.Count > 0)
        {
            writer.WriteStartArray("tool_calls"u8);
            foreach (var call in _calls)
            {
                writer.WriteStartObject();
                writer.WriteString("id"u8, call.Text("call_id"));
                writer.WriteString("type"u8, "function"u8);
                writer.WriteStartObject("function"u8);
                writer.WriteString("name"u8, call.Text("name"));
                writer.WriteString("arguments"u8, call.Text("arguments"));
                writer.WriteEndObject();
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    // {"type":"function_call_output","call_id":"call_1","output":"…" or [parts]}
    private static void WriteResult(Utf8JsonWriter writer, JsonElement item)
    {
        writer.WriteStartObject();
        writer.WriteString("role"u8, "tool"u8);
        writer.WriteString("tool_call_id"u8, item.Text("call_id"));
        writer.WriteString("content"u8, ItemPartsTranslation.TextOf(item.Get("output")));
        writer.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter writer, string role, string text)
    {
        writer.WriteStartObject();
        writer.WriteString("role"u8, role);
        writer.WriteString("content"u8, text);
        writer.WriteEndObject();
    }
}
