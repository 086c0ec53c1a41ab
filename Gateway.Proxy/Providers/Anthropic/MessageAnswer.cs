using System.Text.Json;
using Gateway.Proxy.Dialects;
using Gateway.Proxy.OpenAI;

namespace Gateway.Proxy.Providers.Anthropic;

/// <summary>
/// A whole message as a chat completion. Raw form:
/// <c>{"id":"msg_1","type":"message","role":"assistant","model":"claude-…","content":[{"type":"thinking","thinking":"…","signature":"…"},
/// {"type":"text","text":"…"},{"type":"tool_use","id":"toolu_1","name":"f","input":{…}}],"stop_reason":"tool_use","stop_sequence":null,
/// "usage":{"input_tokens":9,"cache_read_input_tokens":0,"output_tokens":3}}</c>
/// </summary>
internal static class MessageAnswer
{
    public static ReadOnlyMemory<byte> ToChat(JsonElement message, long created) => Json.Object((message, created), static (writer, state) =>
    {
        var (message, created) = state;
        writer.WriteString("id"u8, message.Text("id"));
        writer.WriteString("object"u8, "chat.completion"u8);
        writer.WriteNumber("created"u8, created);
        writer.WriteString("model"u8, message.Text("model"));
        writer.WriteStartArray("choices"u8);
        writer.WriteStartObject();
        writer.WriteNumber("index"u8, 0);
        writer.WriteStartObject("message"u8);
        WriteContent(writer, message.List("content").ToList());
        writer.WriteEndObject();
        writer.WriteString("finish_reason"u8, StopReasons.ToFinishReason(message.Text("stop_reason")));
        WriteStopSequence(writer, message);
        writer.WriteEndObject();
        writer.WriteEndArray();
        ChatUsage.Write(writer, message.Get("usage") is { } usage ? UsageOf(usage) : default);
    });

    /// <summary>As vLLM does it: which of the stop texts was met.</summary>
    public static void WriteStopSequence(Utf8JsonWriter writer, JsonElement from)
    {
        if (from.Text("stop_sequence") is { } sequence)
        {
            writer.WriteString("stop_reason"u8, sequence);
        }
    }

    public static Usage UsageOf(JsonElement usage)
    {
        var (read, written) = (usage.Int("cache_read_input_tokens") ?? 0, usage.Int("cache_creation_input_tokens") ?? 0);
        return new Usage((usage.Int("input_tokens") ?? 0) + read + written, usage.Int("output_tokens") ?? 0) { CachedTokens = read, CacheWriteTokens = written };
    }

    private static void WriteContent(Utf8JsonWriter writer, List<JsonElement> blocks)
    {
        var text = string.Concat(blocks.Where(block => block.Text("type") == "text").Select(block => block.Text("text")));
        var calls = blocks.Where(block => block.Text("type") == "tool_use").ToList();
        writer.WriteString("role"u8, "assistant"u8);
        if (text.Length > 0 || calls.Count == 0)
        {
            writer.WriteString("content"u8, text);
        }
        else
        {
            writer.WriteNull("content"u8);
        }

        WriteThinking(writer, blocks.Where(block => block.Text("type") is "thinking" or "redacted_thinking").ToList());
        if (calls.Count > 0)
        {
            writer.WriteStartArray("tool_calls"u8);
            foreach (var call in calls)
            {
                WriteToolCall(writer, call);
            }

            writer.WriteEndArray();
        }

        WriteRest(writer, blocks.Where(block => block.Text("type") is not ("text" or "tool_use" or "thinking" or "redacted_thinking") || block.List("citations").Any()).ToList());
    }

    private static void WriteThinking(Utf8JsonWriter writer, List<JsonElement> blocks)
    {
        if (blocks.Count == 0)
        {
            return;
        }

        var thoughts = string.Concat(blocks.Select(block => block.Text("thinking")));
        writer.WriteString("reasoning_content"u8, thoughts);
        writer.WriteString("reasoning"u8, thoughts);
        writer.WriteStartArray("thinking_blocks"u8);
        foreach (var block in blocks)
        {
            block.WriteTo(writer);
        }

        writer.WriteEndArray();
    }

    private static void WriteToolCall(Utf8JsonWriter writer, JsonElement call)
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

    // What OpenAI's shape has no place for, such as results of Anthropic's own tools, and citations.
    private static void WriteRest(Utf8JsonWriter writer, List<JsonElement> blocks)
    {
        if (blocks.Count == 0)
        {
            return;
        }

        writer.WriteStartObject("provider_specific_fields"u8);
        writer.WriteStartArray("content_blocks"u8);
        foreach (var block in blocks)
        {
            block.WriteTo(writer);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
