using System.Text;
using System.Text.Json;
using Gateway.Proxy.Model;

namespace Gateway.Proxy.Dialects.Responses;

/// <summary>
/// Items as chat messages: those of the turns before, and those of this one. Calls that follow each other, and what the model
/// thought and said before them, become one assistant's message, as chats have it.
/// </summary>
internal sealed class ItemsTranslation(Deployment deployment, FieldLedger fields)
{
    private readonly ItemPartsTranslation _parts = new(fields);
    private readonly SystemTexts _system = new(onlyFirst: !deployment.TakesSystemAnywhere);
    private readonly List<(string? Id, string? Name, string? Arguments)> _calls = [];
    private readonly List<(JsonElement Part, string Path)> _pictures = [];
    private readonly StringBuilder _thoughts = new();
    private string? _said;
    private bool _isAssistant;

    public void Write(Utf8JsonWriter writer, JsonElement request, IReadOnlyList<StoredResponse> history)
    {
        writer.WriteStartArray("messages"u8);
        if (request.Text("instructions") is { Length: > 0 } instructions)
        {
            _system.Add(writer, instructions);
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
            _system.Begin(writer);
            ChatJson.WriteMessage(writer, "user", text);
        }

        WriteItems(writer, request.List("input"), "input");
        _system.Begin(writer);
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
        FlushPictures(writer);
    }

    private void WriteItem(Utf8JsonWriter writer, JsonElement item, string path)
    {
        var type = item.Text("type") ?? "message";
        if (type is not ("function_call_output" or "custom_tool_call_output"))
        {
            FlushPictures(writer);
        }

        switch (type)
        {
            case "message" when item.Text("role") == "assistant":
                BeginAssistant(writer, startsNew: _said is not null || _calls.Count > 0);
                _said += ItemPartsTranslation.TextOf(item.Get("content"));
                break;
            case "message" when item.Text("role") is "developer" or "system":
                FlushAssistant(writer);
                CheckText(item, path);
                _system.Add(writer, ItemPartsTranslation.TextOf(item.Get("content")));
                break;
            case "message":
                FlushAssistant(writer);
                _system.Begin(writer);
                writer.WriteStartObject();
                writer.WriteString("role"u8, item.Text("role"));
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
                _calls.Add((item.Text("call_id"), ResponseTool.FunctionNameOf(item.Text("name"), item.Text("namespace")), item.Text("arguments")));
                break;
            case "custom_tool_call":
                BeginAssistant(writer, startsNew: false);
                _calls.Add((item.Text("call_id"), ResponseTool.FunctionNameOf(item.Text("name"), item.Text("namespace")), ResponseTool.ArgumentsOf(item.Text("input"))));
                break;
            case "function_call_output" or "custom_tool_call_output":
                FlushAssistant(writer);
                WriteResult(writer, item, path);
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

    // A tool's message holds text only: its pictures come after the results, as if the user showed them.
    private void FlushPictures(Utf8JsonWriter writer)
    {
        if (_pictures.Count == 0)
        {
            return;
        }

        writer.WriteStartObject();
        writer.WriteString("role"u8, "user"u8);
        _parts.WriteParts(writer, _pictures);
        writer.WriteEndObject();
        _pictures.Clear();
    }

    private void WriteAssistant(Utf8JsonWriter writer)
    {
        _system.Begin(writer);
        writer.WriteStartObject();
        writer.WriteString("role"u8, "assistant"u8);
        writer.WriteString("content"u8, _said);
        if (_thoughts.Length > 0 && deployment.TakesExtensions)
        {
            ChatJson.WriteThoughts(writer, _thoughts.ToString());
        }

        ChatJson.WriteToolCalls(writer, _calls);
        writer.WriteEndObject();
    }

    // {"type":"function_call_output","call_id":"call_1","output":"…" or [parts]}
    private void WriteResult(Utf8JsonWriter writer, JsonElement item, string path)
    {
        _system.Begin(writer);
        writer.WriteStartObject();
        writer.WriteString("role"u8, "tool"u8);
        writer.WriteString("tool_call_id"u8, item.Text("call_id"));
        writer.WriteString("content"u8, ItemPartsTranslation.TextOf(item.Get("output")));
        writer.WriteEndObject();
        _pictures.AddRange(item.List("output").Select((part, i) => (part.Clone(), $"{path}.output[{i}]")).Where(part => ItemPartsTranslation.IsPicture(part.Item1)));
    }

    // Only texts can be said to a model before the conversation.
    private void CheckText(JsonElement item, string path)
    {
        foreach (var picture in item.List("content").Where(ItemPartsTranslation.IsPicture))
        {
            fields.Refuse(path + ".content", $"holds content of type '{picture.Text("type")}', which cannot be expressed for this model");
        }
    }
}
