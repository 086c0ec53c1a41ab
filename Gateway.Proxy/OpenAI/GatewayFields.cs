using System.Text.Json;
using Gateway.Proxy.Caching;

namespace Gateway.Proxy.OpenAI;

/// <summary>The body fields that are meant for the gateway and never go upstream (litellm-compat section 5).</summary>
internal static class GatewayFields
{
    public static bool Contains(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("fallbacks"u8)
        || name.SequenceEqual("num_retries"u8)
        || name.SequenceEqual("timeout"u8)
        || name.SequenceEqual("stream_timeout"u8)
        || name.SequenceEqual("disable_fallbacks"u8)
        || name.SequenceEqual("cache"u8)
        || name.SequenceEqual("tags"u8)
        || name.SequenceEqual("guardrails"u8)
        || name.SequenceEqual("context_window_fallback_dict"u8)
        || name.SequenceEqual("drop_params"u8)
        || name.SequenceEqual("additional_drop_params"u8)
        || name.StartsWith("mock_response"u8)
        || name.StartsWith("mock_testing_"u8)
        || name.StartsWith("litellm_"u8);

    /// <summary>Reads the value the reader stands on, to its end; gives what is wrong with it, if anything.</summary>
    public static string? Read(ref Utf8JsonReader reader, ReadOnlySpan<byte> name, RequestOverrides before, out RequestOverrides after)
    {
        after = before;
        if (reader.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        if (name.SequenceEqual("num_retries"u8))
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt32(out var retries) || retries < 0)
            {
                return "must be a whole number, 0 or more.";
            }

            after = before with { NumRetries = retries };
            return null;
        }

        if (name.SequenceEqual("timeout"u8) || name.SequenceEqual("stream_timeout"u8))
        {
            if (reader.TokenType != JsonTokenType.Number || !TrySeconds(reader.GetDouble(), out var limit))
            {
                return "must be a number of seconds greater than 0.";
            }

            after = name.SequenceEqual("timeout"u8) ? before with { Timeout = limit } : before with { StreamTimeout = limit };
            return null;
        }

        if (name.SequenceEqual("fallbacks"u8))
        {
            return ReadFallbacks(ref reader, before, out after);
        }

        if (name.SequenceEqual("tags"u8))
        {
            var problem = ReadTags(ref reader, out var tags);
            after = before with { Tags = tags };
            return problem;
        }

        if (name.SequenceEqual("additional_drop_params"u8))
        {
            var problem = ReadTags(ref reader, out var fields);
            after = before with { AdditionalDropParams = fields };
            return problem;
        }

        if (name.SequenceEqual("drop_params"u8) && reader.TokenType is JsonTokenType.True or JsonTokenType.False)
        {
            after = before with { DropParams = reader.TokenType == JsonTokenType.True };
            return null;
        }

        if (name.SequenceEqual("cache"u8))
        {
            var problem = CacheControl.Read(ref reader, out var control);
            after = before with { Cache = control };
            return problem;
        }

        if (name.SequenceEqual("litellm_session_id"u8) || name.SequenceEqual("litellm_trace_id"u8))
        {
            if (reader.TokenType != JsonTokenType.String)
            {
                reader.Skip();
                return "must be a text.";
            }

            var isSession = name.SequenceEqual("litellm_session_id"u8);
            after = isSession || before.SessionId is null ? before with { SessionId = reader.GetString() } : before;
            return null;
        }

        if (name.SequenceEqual("mock_response"u8) && reader.TokenType == JsonTokenType.String)
        {
            after = before with { MockResponse = reader.GetString() };
            return null;
        }

        if (reader.TokenType == JsonTokenType.True)
        {
            after = WithFlag(name, before);
            return null;
        }

        reader.Skip();
        return null;
    }

    /// <summary>Seconds as LiteLLM writes time-outs; false for zero, negatives and what no timer can hold.</summary>
    public static bool TrySeconds(double seconds, out TimeSpan limit)
    {
        // One day: longer than any generation, and within what CancellationTokenSource accepts.
        var valid = seconds > 0 && !double.IsNaN(seconds);
        limit = valid ? TimeSpan.FromSeconds(Math.Min(seconds, 86_400)) : default;
        return valid;
    }

    /// <summary><c>["team-a", "nightly"]</c>; the reader stands on the value, and on its end afterwards.</summary>
    public static string? ReadTags(ref Utf8JsonReader reader, out IReadOnlyList<string> tags)
    {
        const string Shape = "must be a list of texts.";
        var list = new List<string>();
        tags = list;
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return Shape;
        }

        string? problem = null;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.String)
            {
                list.Add(reader.GetString()!);
            }
            else
            {
                problem = Shape;
                reader.Skip();
            }
        }

        return problem;
    }

    private static RequestOverrides WithFlag(ReadOnlySpan<byte> name, RequestOverrides before)
    {
        if (name.SequenceEqual("disable_fallbacks"u8))
        {
            return before with { DisableFallbacks = true };
        }

        if (name.SequenceEqual("mock_testing_fallbacks"u8))
        {
            return before with { MockTestingFallbacks = true };
        }

        if (name.SequenceEqual("mock_testing_context_window_fallbacks"u8))
        {
            return before with { MockTestingContextWindowFallbacks = true };
        }

        if (name.SequenceEqual("mock_testing_content_policy_fallbacks"u8))
        {
            return before with { MockTestingContentPolicyFallbacks = true };
        }

        return name.SequenceEqual("mock_testing_rate_limit_error"u8) ? before with { MockTestingRateLimitError = true } : before;
    }

    // ["gpt-oss-20b", {"model": "qwen-30b"}]; LiteLLM also lets an entry replace messages, which is refused here rather than ignored.
    private static string? ReadFallbacks(ref Utf8JsonReader reader, RequestOverrides before, out RequestOverrides after)
    {
        const string Shape = "must be a list of model names, or of objects with a model.";
        after = before;
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return Shape;
        }

        var names = new List<string>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.String)
            {
                names.Add(reader.GetString()!);
                continue;
            }

            if (reader.TokenType != JsonTokenType.StartObject)
            {
                return Shape;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (!reader.ValueTextEquals("model"u8))
                {
                    return $"an entry may hold 'model' only, and '{reader.GetString()}' was found.";
                }

                reader.Read();
                if (reader.TokenType != JsonTokenType.String)
                {
                    return Shape;
                }

                names.Add(reader.GetString()!);
            }
        }

        after = before with { Fallbacks = names };
        return null;
    }
}
