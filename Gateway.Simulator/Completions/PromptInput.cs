using System.Text.Json;
using Gateway.Simulator.Errors;
using Gateway.Simulator.Requests;
using Gateway.Simulator.Tokens;

namespace Gateway.Simulator.Completions;

/// <summary>A prompt or an input in one of its four forms: a text, texts, token ids, or lists of token ids.</summary>
internal static class PromptInput
{
    public static IReadOnlyList<int[]> Read(FieldReader fields, string name)
    {
        if (!fields.TryGetRequired(name, out var value))
        {
            return [];
        }

        var prompts = ReadPrompts(value);
        if (prompts is null or [])
        {
            fields.Fail(ApiError.Validation("string_type", name, "Input should be a valid string, a list of strings, or token ids"));
            return [];
        }

        if (prompts.Any(prompt => prompt.Length == 0))
        {
            fields.Fail(ApiError.BadRequest("The decoder prompt cannot be empty", name));
        }

        return prompts;
    }

    private static int[][]? ReadPrompts(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.String)
        {
            return [Tokenizer.Encode(value.GetString()!)];
        }

        if (value.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        var items = value.EnumerateArray().ToArray();
        if (items.Length > 0 && items.All(item => item.ValueKind == JsonValueKind.Number))
        {
            return ReadTokens(value) is { } ids ? [ids] : null;
        }

        var prompts = new int[items.Length][];
        for (var i = 0; i < items.Length; i++)
        {
            var tokens = items[i].ValueKind == JsonValueKind.String ? Tokenizer.Encode(items[i].GetString()!) : ReadTokens(items[i]);
            if (tokens is null)
            {
                return null;
            }

            prompts[i] = tokens;
        }

        return prompts;
    }

    /// <summary>Token ids, or null when the value is something else.</summary>
    public static int[]? ReadTokens(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        var tokens = new int[value.GetArrayLength()];
        for (var i = 0; i < tokens.Length; i++)
        {
            if (value[i].ValueKind != JsonValueKind.Number || !value[i].TryGetInt32(out tokens[i]) || tokens[i] < 0)
            {
                return null;
            }
        }

        return tokens;
    }
}
