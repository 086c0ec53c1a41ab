using System.Text.Json;

namespace Gateway.Proxy.OpenAI;

/// <summary>
/// Reads the <c>usage</c> object:
/// <c>{"prompt_tokens":9,"total_tokens":12,"completion_tokens":3,"prompt_tokens_details":{"cached_tokens":8},"completion_tokens_details":{"reasoning_tokens":2}}</c>;
/// Responses and realtime: <c>{"input_tokens":9,"input_token_details":{"audio_tokens":8,"cached_tokens":4,"cached_tokens_details":{"audio_tokens":3}},"output_tokens":3,"output_token_details":{"audio_tokens":2}}</c>.
/// </summary>
internal static class UsageReader
{
    /// <summary>The reader stands on the object's brace, and on its closing one afterwards.</summary>
    public static Usage Read(ref Utf8JsonReader reader)
    {
        int prompt = 0, completion = 0, total = 0, input = 0, cacheRead = 0, cacheWritten = 0;
        Details heard = default, spoken = default;
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
            else if (reader.ValueTextEquals("prompt_tokens_details"u8) || reader.ValueTextEquals("input_tokens_details"u8) || reader.ValueTextEquals("input_token_details"u8))
            {
                heard = ReadDetails(ref reader);
            }
            else if (reader.ValueTextEquals("completion_tokens_details"u8) || reader.ValueTextEquals("output_tokens_details"u8) || reader.ValueTextEquals("output_token_details"u8))
            {
                spoken = ReadDetails(ref reader);
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
        return new Usage(prompt == 0 && completion == 0 ? total : prompt, completion)
        {
            CachedTokens = Math.Max(heard.Cached, cacheRead),
            CacheWriteTokens = cacheWritten,
            ReasoningTokens = spoken.Reasoning,
            AudioInputTokens = Math.Max(0, heard.Audio - heard.CachedAudio),
            AudioOutputTokens = spoken.Audio,
        };
    }

    private static Details ReadDetails(ref Utf8JsonReader reader)
    {
        var details = default(Details);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return details;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("cached_tokens"u8))
            {
                details.Cached = Integer(ref reader);
            }
            else if (reader.ValueTextEquals("reasoning_tokens"u8))
            {
                details.Reasoning = Integer(ref reader);
            }
            else if (reader.ValueTextEquals("audio_tokens"u8))
            {
                details.Audio = Integer(ref reader);
            }
            else if (reader.ValueTextEquals("cached_tokens_details"u8))
            {
                details.CachedAudio = ReadDetails(ref reader).Audio;
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }

        return details;
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

    private struct Details
    {
        public int Cached;
        public int CachedAudio;
        public int Audio;
        public int Reasoning;
    }
}
