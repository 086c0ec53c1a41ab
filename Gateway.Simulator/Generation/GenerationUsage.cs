using System.Text.Json;

namespace Gateway.Simulator.Generation;

/// <summary>
/// <code>{"prompt_tokens":9,"total_tokens":19,"completion_tokens":10,"prompt_tokens_details":{"cached_tokens":0}}</code>
/// </summary>
/// <param name="Prompt">Tokens of the prompt.</param>
/// <param name="Completion">Tokens of all choices.</param>
/// <param name="Cached">Prompt tokens from the prefix cache; null: not told.</param>
/// <param name="Reasoning">Tokens of the reasoning; null: there is no reasoning parser.</param>
internal readonly record struct GenerationUsage(int Prompt, int Completion, int? Cached, int? Reasoning)
{
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber("prompt_tokens", Prompt);
        json.WriteNumber("total_tokens", Prompt + Completion);
        json.WriteNumber("completion_tokens", Completion);
        WriteDetails(json, "prompt_tokens_details", "cached_tokens", Cached);
        WriteDetails(json, "completion_tokens_details", "reasoning_tokens", Reasoning);
        json.WriteEndObject();
    }

    private static void WriteDetails(Utf8JsonWriter json, string name, string part, int? value)
    {
        if (value is { } tokens)
        {
            json.WriteStartObject(name);
            json.WriteNumber(part, tokens);
            json.WriteEndObject();
        }
    }
}
