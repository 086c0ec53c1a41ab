using System.Text.Json;
using Gateway.Proxy.Dialects;

namespace Gateway.Proxy.Providers.Anthropic;

/// <summary>
/// The conversation: system messages go to <c>system</c>, results of tools become <c>tool_result</c> blocks of a user's turn,
/// and neighbouring messages of one side become one turn, as Anthropic wants them to alternate.
/// </summary>
internal sealed class ChatMessagesTranslation(JsonElement chat, FieldLedger fields)
{
    private readonly ContentPartsTranslation _parts = new(fields);
    private string? _role;

    public void Write(Utf8JsonWriter writer)
    {
        WriteSystem(writer);
        writer.WriteStartArray("messages"u8);
        var i = -1;
        foreach (var message in chat.List("messages"))
        {
            i++;
            var path = $"messages[{i}]";
            CheckMembers(message, path);
            switch (message.Text("role"))
            {
                case "system" or "developer":
                    break;
                case "user":
                    Turn(writer, "user");
                    _parts.Write(writer, message, path);
                    break;
                case "assistant":
                    Turn(writer, "assistant");
                    WriteAssistant(writer, message, path);
                    break;
                case "tool":
                    Turn(writer, "user");
                    WriteToolResult(writer, message, path);
                    break;
                default:
                    fields.Invalid(path + ".role", "must be system, developer, user, assistant or tool.");
                    break;
            }
        }

        Turn(writer, null);
        writer.WriteEndArray();
    }

    private void WriteSystem(Utf8JsonWriter writer)
    {
        var system = chat.List("messages").Where(message => message.Text("role") is "system" or "developer").ToList();
        if (system.Count == 0)
        {
            if (chat.Get("system") is { } own)
            {
                writer.Copy("system", own);
            }

            return;
        }

        writer.WriteStartArray("system"u8);
        foreach (var message in system)
        {
            _parts.Write(writer, message, "messages");
        }

        writer.WriteEndArray();
    }

    // Ends the turn of the other side, and begins one of this side, unless it is this side's already.
    private void Turn(Utf8JsonWriter writer, string? role)
    {
        if (_role == role)
        {
            return;
        }

        if (_role is not null)
        {
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        if (role is not null)
        {
            writer.WriteStartObject();
            writer.WriteString("role"u8, role);
            writer.WriteStartArray("content"u8);
        }

        _role = role;
    }

    private void WriteAssistant(Utf8JsonWriter writer, JsonElement message, string path)
    {
        // LiteLLM's place for them; they must come back as they were given, signature and all.
        foreach (var block in message.List("thinking_blocks"))
        {
            block.WriteTo(writer);
        }

        _parts.Write(writer, message, path);
        if (message.Text("refusal") is { Length: > 0 } refusal)
        {
            ContentPartsTranslation.WriteText(writer, refusal, null);
        }

        foreach (var call in message.List("tool_calls"))
        {
            WriteToolUse(writer, call, path + ".tool_calls");
        }
    }

    // {"id":"call_1","type":"function","function":{"name":"f","arguments":"{\"a\":1}"}}
    private void WriteToolUse(Utf8JsonWriter writer, JsonElement call, string path)
    {
        if (call.Get("function") is not { } function)
        {
            fields.Refuse(path, "holds a call of a kind that cannot be expressed for this model");
            return;
        }

        var arguments = function.Text("arguments");
        writer.WriteStartObject();
        writer.WriteString("type"u8, "tool_use"u8);
        writer.WriteString("id"u8, ToolIds.Safe(call.Text("id") ?? ""));
        writer.WriteString("name"u8, function.Text("name"));
        writer.WritePropertyName("input"u8);
        if (string.IsNullOrWhiteSpace(arguments))
        {
            writer.WriteRawValue("{}"u8);
        }
        else if (Json.IsObject(arguments))
        {
            writer.WriteRawValue(arguments, skipInputValidation: true);
        }
        else
        {
            // A model that was cut off, or wrote no JSON: its text is kept, since the next turn may be about it.
            writer.WriteStartObject();
            writer.WriteString("invalid_json"u8, arguments);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private void WriteToolResult(Utf8JsonWriter writer, JsonElement message, string path)
    {
        writer.WriteStartObject();
        writer.WriteString("type"u8, "tool_result"u8);
        writer.WriteString("tool_use_id"u8, ToolIds.Safe(message.Text("tool_call_id") ?? ""));
        switch (message.Get("content"))
        {
            case { ValueKind: JsonValueKind.String } text:
                writer.WriteString("content"u8, text.GetString());
                break;
            case { ValueKind: JsonValueKind.Array }:
                writer.WriteStartArray("content"u8);
                _parts.Write(writer, message, path, marksLast: false);
                writer.WriteEndArray();
                break;
        }

        if (message.Get("cache_control") is { } cacheControl)
        {
            writer.Copy("cache_control", cacheControl);
        }

        writer.WriteEndObject();
    }

    private void CheckMembers(JsonElement message, string path)
    {
        foreach (var member in message.EnumerateObject())
        {
            switch (member.Name)
            {
                case "role" or "content" or "tool_calls" or "tool_call_id" or "refusal" or "cache_control" or "thinking_blocks":
                case var _ when member.Value.ValueKind == JsonValueKind.Null:
                    break;
                case "reasoning_content" or "reasoning" or "provider_specific_fields" or "annotations" or "audio" or "id" or "type" or "status":
                    // Parts of an earlier answer that clients send back; thoughts without their signature are not taken.
                    fields.Drop("messages[]." + member.Name);
                    break;
                case "function_call" when message.Get("tool_calls") is not null:
                    break;
                default:
                    fields.Refuse($"{path}.{member.Name}");
                    break;
            }
        }
    }
}
