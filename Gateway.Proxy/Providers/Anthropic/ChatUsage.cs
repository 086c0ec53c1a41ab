using System.Text.Json;
using Gateway.Proxy.OpenAI;

namespace Gateway.Proxy.Providers.Anthropic;

/// <summary>
/// Token counts as a chat completion gives them. Anthropic counts what was read from and written to its cache beside
/// <c>input_tokens</c>; OpenAI's <c>prompt_tokens</c> holds all of it.
/// </summary>
internal static class ChatUsage
{
    public static void Write(Utf8JsonWriter writer, Usage usage)
    {
        writer.WriteStartObject("usage"u8);
        writer.WriteNumber("prompt_tokens"u8, usage.PromptTokens);
        writer.WriteNumber("completion_tokens"u8, usage.CompletionTokens);
        writer.WriteNumber("total_tokens"u8, usage.TotalTokens);
        writer.WriteStartObject("prompt_tokens_details"u8);
        writer.WriteNumber("cached_tokens"u8, usage.CachedTokens);
        writer.WriteEndObject();

        // LiteLLM's names for what OpenAI's have no place for.
        writer.WriteNumber("cache_creation_input_tokens"u8, usage.CacheWriteTokens);
        writer.WriteNumber("cache_read_input_tokens"u8, usage.CachedTokens);
        writer.WriteEndObject();
    }
}
