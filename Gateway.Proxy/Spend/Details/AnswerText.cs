using System.Text;
using System.Text.Json;
using Gateway.Proxy.OpenAI;

namespace Gateway.Proxy.Spend.Details;

/// <summary>
/// An answer as a person reads it: JSON as it is, and of an event stream the text that its chunks make together:
/// <code>data: {"choices":[{"index":0,"delta":{"content":"Hel"}}]}</code>
/// </summary>
internal static class AnswerText
{
    public static string Of(TextCapture capture)
    {
        var text = capture.ContentType?.StartsWith("text/event-stream", StringComparison.Ordinal) == true
            ? OfStream(capture.Answer.Span)
            : Encoding.UTF8.GetString(capture.Answer.Span);
        return text.Length > TextCapture.LongestText ? text[..TextCapture.LongestText] : text;
    }

    private static string OfStream(ReadOnlySpan<byte> stream)
    {
        var text = new StringBuilder();
        while (SseEvent.Length(stream, 0) is > 0 and var length)
        {
            var data = SseEvent.Data(stream[..length]);
            if (!data.IsEmpty)
            {
                Append(text, stream[data.Start..data.End]);
            }

            stream = stream[length..];
        }

        // Another dialect than chat: better the events than nothing.
        return text.Length > 0 ? text.ToString() : Encoding.UTF8.GetString(stream);
    }

    private static void Append(StringBuilder text, ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            using var chunk = JsonDocument.ParseValue(ref reader);
            if (chunk.RootElement.ValueKind != JsonValueKind.Object || !chunk.RootElement.TryGetProperty("choices", out var choices))
            {
                return;
            }

            foreach (var choice in choices.EnumerateArray())
            {
                if (choice.TryGetProperty("text", out var completion))
                {
                    text.Append(completion.GetString());
                }
                else if (choice.TryGetProperty("delta", out var delta))
                {
                    AppendDelta(text, delta);
                }
            }
        }
        catch (JsonException)
        {
            // [DONE], or an event of another dialect.
        }
    }

    private static void AppendDelta(StringBuilder text, JsonElement delta)
    {
        if (delta.TryGetProperty("content", out var content) && content.ValueKind == JsonValueKind.String)
        {
            text.Append(content.GetString());
        }

        // Calls come in fragments; told whole, they are the arguments one after the other.
        if (delta.TryGetProperty("tool_calls", out var calls) && calls.ValueKind == JsonValueKind.Array)
        {
            foreach (var call in calls.EnumerateArray())
            {
                if (call.TryGetProperty("function", out var function))
                {
                    text.Append(function.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String ? $"\n{name.GetString()} " : "");
                    text.Append(function.TryGetProperty("arguments", out var arguments) ? arguments.GetString() : "");
                }
            }
        }
    }
}
