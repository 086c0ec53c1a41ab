using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Gateway.Proxy.Spend.Details;

namespace Gateway.Proxy.Telemetry;

/// <summary>
/// Prompts and answers in the form that OpenTelemetry's GenAI conventions give <c>gen_ai.input.messages</c> and <c>gen_ai.output.messages</c>:
/// <code>[{"role":"user","parts":[{"type":"text","content":"Hi"}]}]</code>
/// </summary>
internal static class GenAiMessages
{
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A body of any dialect: <c>messages</c>, or <c>prompt</c> or <c>input</c> as one message; what is none of these, or was cut, as it is.</summary>
    public static string Input(TextCapture texts) => Write(texts.Prompt, static (writer, body) =>
    {
        if (body.TryGetProperty("messages", out var messages) || (body.TryGetProperty("input", out messages) && messages.ValueKind == JsonValueKind.Array && IsMessage(messages)))
        {
            foreach (var message in messages.EnumerateArray())
            {
                WriteMessage(writer, message, finishReason: null);
            }

            return true;
        }

        if (!body.TryGetProperty("prompt", out var text) && !body.TryGetProperty("input", out text))
        {
            return false;
        }

        WriteText(writer, "user", text.ValueKind == JsonValueKind.String ? text.GetString()! : text.GetRawText());
        return true;
    }) ?? Text("user", Encoding.UTF8.GetString(texts.Prompt));

    /// <summary>An answer of chat completions, choice by choice; of a stream, or of another dialect, its text.</summary>
    public static string Output(TextCapture texts) => Write(texts.Answer, static (writer, answer) =>
    {
        if (!answer.TryGetProperty("choices", out var choices))
        {
            return false;
        }

        foreach (var choice in choices.EnumerateArray())
        {
            var reason = choice.TryGetProperty("finish_reason", out var finish) ? finish.GetString() : null;
            if (choice.TryGetProperty("message", out var message))
            {
                WriteMessage(writer, message, reason ?? "");
            }
            else
            {
                WriteText(writer, "assistant", choice.GetProperty("text").GetString() ?? "", reason ?? "");
            }
        }

        return true;
    }) ?? Text("assistant", AnswerText.Of(texts));

    private static bool IsMessage(JsonElement items) => items.GetArrayLength() > 0 && items[0].ValueKind == JsonValueKind.Object && items[0].TryGetProperty("role", out _);

    // Null: it is not such a document. A client may send anything, and a long text was cut.
    private static string? Write(ReadOnlyMemory<byte> json, Func<Utf8JsonWriter, JsonElement, bool> write)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var buffer = new ArrayBufferWriter<byte>();
            using var writer = new Utf8JsonWriter(buffer, s_options);
            writer.WriteStartArray();
            if (document.RootElement.ValueKind != JsonValueKind.Object || !write(writer, document.RootElement))
            {
                return null;
            }

            writer.WriteEndArray();
            writer.Flush();
            return Encoding.UTF8.GetString(buffer.WrittenSpan);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return null;
        }
    }

    private static string Text(string role, string text)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer, s_options);
        writer.WriteStartArray();
        WriteText(writer, role, text);
        writer.WriteEndArray();
        writer.Flush();
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void WriteText(Utf8JsonWriter writer, string role, string text, string? finishReason = null)
    {
        writer.WriteStartObject();
        writer.WriteString("role", role);
        writer.WriteStartArray("parts");
        WritePart(writer, "text", "content", text);
        writer.WriteEndArray();
        WriteReason(writer, finishReason);
        writer.WriteEndObject();
    }

    // {"role":"assistant","content":"…","tool_calls":[{"id":"c1","function":{"name":"f","arguments":"{}"}}]}
    // {"role":"tool","tool_call_id":"c1","content":"…"}
    private static void WriteMessage(Utf8JsonWriter writer, JsonElement message, string? finishReason)
    {
        var role = message.GetProperty("role").GetString()!;
        writer.WriteStartObject();
        writer.WriteString("role", role);
        writer.WriteStartArray("parts");
        if (message.TryGetProperty("content", out var content))
        {
            var call = role == "tool" && message.TryGetProperty("tool_call_id", out var id) ? id.GetString() : null;
            WriteContent(writer, content, call);
        }

        if (message.TryGetProperty("tool_calls", out var calls) && calls.ValueKind == JsonValueKind.Array)
        {
            foreach (var call in calls.EnumerateArray())
            {
                var function = call.GetProperty("function");
                writer.WriteStartObject();
                writer.WriteString("type", "tool_call");
                writer.WriteString("id", call.TryGetProperty("id", out var id) ? id.GetString() : null);
                writer.WriteString("name", function.GetProperty("name").GetString());
                writer.WriteString("arguments", function.GetProperty("arguments").GetString());
                writer.WriteEndObject();
            }
        }

        writer.WriteEndArray();
        WriteReason(writer, finishReason);
        writer.WriteEndObject();
    }

    // "…", or [{"type":"text","text":"…"},{"type":"image_url",…}]: of what is no text, only that it was there.
    private static void WriteContent(Utf8JsonWriter writer, JsonElement content, string? call)
    {
        if (call is not null)
        {
            writer.WriteStartObject();
            writer.WriteString("type", "tool_call_response");
            writer.WriteString("id", call);
            writer.WriteString("response", content.ValueKind == JsonValueKind.String ? content.GetString() : content.GetRawText());
            writer.WriteEndObject();
        }
        else if (content.ValueKind == JsonValueKind.String)
        {
            WritePart(writer, "text", "content", content.GetString()!);
        }
        else if (content.ValueKind == JsonValueKind.Array)
        {
            foreach (var part in content.EnumerateArray())
            {
                if (part.TryGetProperty("text", out var text))
                {
                    WritePart(writer, "text", "content", text.GetString()!);
                }
                else
                {
                    WritePart(writer, part.GetProperty("type").GetString()!, null, "");
                }
            }
        }
    }

    private static void WritePart(Utf8JsonWriter writer, string type, string? name, string text)
    {
        writer.WriteStartObject();
        writer.WriteString("type", type);
        if (name is not null)
        {
            writer.WriteString(name, text);
        }

        writer.WriteEndObject();
    }

    private static void WriteReason(Utf8JsonWriter writer, string? reason)
    {
        if (reason is not null)
        {
            writer.WriteString("finish_reason", reason);
        }
    }
}
