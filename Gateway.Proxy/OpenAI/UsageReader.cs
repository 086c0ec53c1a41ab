using System.Text.Json;

namespace Gateway.Proxy.OpenAI;

/// <summary>
/// Reads the <c>usage</c> object:
/// <c>{"prompt_tokens":9,"total_tokens":12,"completion_tokens":3,"prompt_tokens_details":{"cached_tokens":8},"completion_tokens_details":{"reasoning_tokens":2}}</c>.
/// </summary>
internal static class UsageReader
{
    /// <summary>The reader stands on the object's brace, and on its closing one afterwards.</summary>
    public static Usage Read(ref Utf8JsonReader reader)
    {
        int prompt = 0, completion = 0, total = 0, cached = 0, reasoning = 0, input = 0, cacheRead = 0, cacheWritten = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("prompt_tokens"u8))
            {
                prompt = Integer(ref reader);
            }
            else if (reader.ValueTextEquals("input_tokens"u8))
            {
                input = Integer(ref reader);
            }
            else if (reader.ValueTextEquals("completion_tokens"u8) || reader.ValueTextEquals("output_tokens"u8))
            {
                completion = Integer(ref reader);
            }
            else if (reader.ValueTextEquals("total_tokens"u8))
            {
                total = Integer(ref reader);
            }
            else if (reader.ValueTextEquals("prompt_tokens_details"u8) || reader.ValueTextEquals("input_tokens_details"u8))
            {
                cached = Detail(ref reader, "cached_tokens"u8);
            }
            else if (reader.ValueTextEquals("completion_tokens_details"u8) || reader.ValueTextEquals("output_tokens_details"u8))
            {
                reasoning = Detail(ref reader, "reasoning_tokens"u8);
            }
            else if (reader.ValueTextEquals("cache_read_input_tokens"u8))
            {
                cacheRead = Integer(ref reader);
            }
            else if (reader.ValueTextEquals("cache_creation_input_tokens"u8))
            {
                cacheWritten = Integer(ref reader);
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }

        // Anthropic counts what its cache took and gave beside input_tokens; in OpenAI's shapes it is part of the sum.
        prompt = prompt > 0 ? prompt : input + cacheRead + cacheWritten;

        // Rerank and score give a total only; all of it is prompt.
        return new Usage(prompt == 0 && completion == 0 ? total : prompt, completion) { CachedTokens = Math.Max(cached, cacheRead), CacheWriteTokens = cacheWritten, ReasoningTokens = reasoning };
    }

    private static int Detail(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        var value = 0;
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return 0;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals(name))
            {
                value = Integer(ref reader);
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }

        return value;
    }

    private static int Integer(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var value))
        {
            return Math.Max(0, value);
        }

        reader.Skip();
        return 0;
    }
}
