using System.Text.Json;
using Gateway.Proxy.OpenAI;
using Gateway.Proxy.Providers.Anthropic;

namespace Gateway.Proxy.Dialects.Messages;

/// <summary>A chat completion as a message; what its first choice says, its reasoning as a thinking block.</summary>
internal static class ChatAnswerToMessage
{
    public static ReadOnlyMemory<byte> Write(JsonElement chat, string id) => Json.Object((chat, id), static (writer, state) =>
    {
        var choice = state.chat.List("choices").FirstOrDefault();
        var message = choice.Get("message") ?? default;
        var called = message.List("tool_calls").Any();
        writer.WriteString("id"u8, state.id);
        writer.WriteString("type"u8, "message"u8);
        writer.WriteString("role"u8, "assistant"u8);
        writer.WriteString("model"u8, state.chat.Text("model"));
        writer.WriteStartArray("content"u8);
        WriteContent(writer, message);
        writer.WriteEndArray();
        WriteStop(writer, choice, called);
        WriteUsage(writer, state.chat.Get("usage"));
    });

    /// <summary><c>"stop_reason":"end_turn","stop_sequence":null</c>; vLLM's <c>stop_reason</c> is the text that was met, or a token's number.</summary>
    public static void WriteStop(Utf8JsonWriter writer, JsonElement choice, bool calledTools)
    {
        var matched = choice.Text("stop_reason");
        writer.WriteString("stop_reason"u8, StopReasons.FromFinishReason(choice.Text("finish_reason"), calledTools, matched));
        writer.WriteString("stop_sequence"u8, choice.Text("finish_reason") == "stop" && !calledTools ? matched : null);
    }

    /// <summary>Anthropic's <c>input_tokens</c> leaves out what came from a cache.</summary>
    public static void WriteUsage(Utf8JsonWriter writer, JsonElement? chatUsage)
    {
        var usage = UsageOf(chatUsage);
        writer.WriteStartObject("usage"u8);
        writer.WriteNumber("input_tokens"u8, usage.PromptTokens - usage.CachedTokens);
        writer.WriteNumber("cache_creation_input_tokens"u8, 0);
        writer.WriteNumber("cache_read_input_tokens"u8, usage.CachedTokens);
        writer.WriteNumber("output_tokens"u8, usage.CompletionTokens);
        writer.WriteEndObject();
    }

    /// <summary>The input of a call; a text that is no JSON object is kept under a name that says so.</summary>
    public static void WriteInput(Utf8JsonWriter writer, string? arguments)
    {
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
            writer.WriteStartObject();
            writer.WriteString("invalid_json"u8, arguments);
            writer.WriteEndObject();
        }
    }

    private static Usage UsageOf(JsonElement? usage)
    {
        if (usage is not { } counted)
        {
            return default;
        }

        var prompt = counted.Int("prompt_tokens") ?? 0;
        var cached = counted.Get("prompt_tokens_details")?.Int("cached_tokens") ?? 0;
        return new Usage(prompt, counted.Int("completion_tokens") ?? 0) { CachedTokens = Math.Min(cached, prompt) };
    }

    private static void WriteContent(Utf8JsonWriter writer, JsonElement message)
    {
        if ((message.Text("reasoning_content") ?? message.Text("reasoning")) is { Length: > 0 } thoughts)
        {
            writer.WriteStartObject();
            writer.WriteString("type"u8, "thinking"u8);
            writer.WriteString("thinking"u8, thoughts);
            writer.WriteString("signature"u8, UnsignedThinking.Signature);
            writer.WriteEndObject();
        }

        if ((message.Text("content") ?? message.Text("refusal")) is { Length: > 0 } text)
        {
            writer.WriteStartObject();
            writer.WriteString("type"u8, "text"u8);
            writer.WriteString("text"u8, text);
            writer.WriteEndObject();
        }

        foreach (var call in message.List("tool_calls"))
        {
            var function = call.Get("function") ?? default;
            writer.WriteStartObject();
            writer.WriteString("type"u8, "tool_use"u8);
            writer.WriteString("id"u8, ToolIds.Safe(call.Text("id") ?? ""));
            writer.WriteString("name"u8, function.Text("name"));
            WriteInput(writer, function.Text("arguments"));
            writer.WriteEndObject();
        }
    }
}
