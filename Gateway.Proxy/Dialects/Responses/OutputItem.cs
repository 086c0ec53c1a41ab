using System.Text;
using System.Text.Json;

namespace Gateway.Proxy.Dialects.Responses;

/// <summary>One item of a response's output, growing while it is streamed.</summary>
internal sealed class OutputItem(OutputItemKind kind, string id)
{
    public OutputItemKind Kind { get; } = kind;

    public string Id { get; } = id;

    /// <summary>What it says: text, thoughts, or the arguments of the call.</summary>
    public StringBuilder Text { get; } = new();

    public string? CallId { get; init; }

    public string? Name { get; init; }

    /// <summary><c>reasoning_text</c> or <c>output_text</c>, as parts are named.</summary>
    public string PartType => Kind == OutputItemKind.Reasoning ? "reasoning_text" : "output_text";

    /// <summary>The item as an object; begun, it is still empty.</summary>
    public void Write(Utf8JsonWriter writer, bool done, bool complete = true)
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, Id);
        switch (Kind)
        {
            case OutputItemKind.Reasoning:
                writer.WriteString("type"u8, "reasoning"u8);
                writer.WriteStartArray("summary"u8);
                writer.WriteEndArray();
                WriteContent(writer, done);
                break;
            case OutputItemKind.Message:
                writer.WriteString("type"u8, "message"u8);
                writer.WriteString("role"u8, "assistant"u8);
                WriteContent(writer, done);
                break;
            default:
                writer.WriteString("type"u8, "function_call"u8);
                writer.WriteString("call_id"u8, CallId);
                writer.WriteString("name"u8, Name);
                writer.WriteString("arguments"u8, done ? Text.ToString() : "");
                break;
        }

        writer.WriteString("status"u8, !done ? "in_progress"u8 : complete ? "completed"u8 : "incomplete"u8);
        writer.WriteEndObject();
    }

    public void WritePart(Utf8JsonWriter writer, string text)
    {
        writer.WriteStartObject();
        writer.WriteString("type"u8, PartType);
        writer.WriteString("text"u8, text);
        if (Kind == OutputItemKind.Message)
        {
            writer.WriteStartArray("annotations"u8);
            writer.WriteEndArray();
            writer.WriteStartArray("logprobs"u8);
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private void WriteContent(Utf8JsonWriter writer, bool done)
    {
        writer.WriteStartArray("content"u8);
        if (done)
        {
            WritePart(writer, Text.ToString());
        }

        writer.WriteEndArray();
    }
}
