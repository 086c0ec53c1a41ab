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

    /// <summary>Of a message's tokens, where they were asked for: <c>{"token":"Hi","logprob":-0.1,"bytes":[…],"top_logprobs":[…]}</c>, as in a chat.</summary>
    public List<JsonElement> Logprobs { get; } = [];

    public string? CallId { get; init; }

    public string? Name { get; init; }

    /// <summary>Of the tool that is called; null: it is in none.</summary>
    public string? Namespace { get; init; }

    public bool IsCall => Kind is OutputItemKind.FunctionCall or OutputItemKind.CustomToolCall;

    /// <summary>What it says as clients read it; a custom tool's input is whole at the end only, since it comes within arguments.</summary>
    public string Said => Kind == OutputItemKind.CustomToolCall ? ResponseTool.InputOf(Text.ToString()) : Text.ToString();

    /// <summary><c>reasoning_text</c>, <c>output_text</c> or <c>refusal</c>, as parts are named.</summary>
    public string PartType => Kind switch { OutputItemKind.Reasoning => "reasoning_text", OutputItemKind.Refusal => "refusal", _ => "output_text" };

    /// <summary>The member that holds what it says, in its part or in the call itself.</summary>
    public string TextName => Kind switch
    {
        OutputItemKind.Refusal => "refusal",
        OutputItemKind.FunctionCall => "arguments",
        OutputItemKind.CustomToolCall => "input",
        _ => "text",
    };

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
            case OutputItemKind.Message or OutputItemKind.Refusal:
                writer.WriteString("type"u8, "message"u8);
                writer.WriteString("role"u8, "assistant"u8);
                WriteContent(writer, done);
                break;
            default:
                writer.WriteString("type"u8, Kind == OutputItemKind.CustomToolCall ? "custom_tool_call"u8 : "function_call"u8);
                writer.WriteString("call_id"u8, CallId);
                writer.WriteString("name"u8, Name);
                if (Namespace is not null)
                {
                    writer.WriteString("namespace"u8, Namespace);
                }

                writer.WriteString(TextName, done ? Said : "");
                break;
        }

        writer.WriteString("status"u8, !done ? "in_progress"u8 : complete ? "completed"u8 : "incomplete"u8);
        writer.WriteEndObject();
    }

    public void WritePart(Utf8JsonWriter writer, string text)
    {
        writer.WriteStartObject();
        writer.WriteString("type"u8, PartType);
        writer.WriteString(TextName, text);
        if (Kind == OutputItemKind.Message)
        {
            writer.WriteStartArray("annotations"u8);
            writer.WriteEndArray();
            WriteLogprobs(writer, text.Length > 0 ? Logprobs : []);
        }

        writer.WriteEndObject();
    }

    public static void WriteLogprobs(Utf8JsonWriter writer, IReadOnlyList<JsonElement> logprobs)
    {
        writer.WriteStartArray("logprobs"u8);
        foreach (var token in logprobs)
        {
            token.WriteTo(writer);
        }

        writer.WriteEndArray();
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
