using System.Text.Json;

namespace Gateway.Simulator.Pooling;

/// <summary>Usage of an answer without tokens of its own; null tokens: left out.</summary>
internal readonly record struct PoolingUsage(int? Prompt)
{
    /// <summary><code>"usage":{"prompt_tokens":4,"total_tokens":4,"completion_tokens":0}</code></summary>
    public void Write(Utf8JsonWriter json)
    {
        if (Prompt is { } tokens)
        {
            json.WriteStartObject("usage");
            json.WriteNumber("prompt_tokens", tokens);
            json.WriteNumber("total_tokens", tokens);
            json.WriteNumber("completion_tokens", 0);
            json.WriteEndObject();
        }
    }

    /// <summary><code>"usage":{"total_tokens":4}</code></summary>
    public void WriteTotal(Utf8JsonWriter json)
    {
        if (Prompt is { } tokens)
        {
            json.WriteStartObject("usage");
            json.WriteNumber("total_tokens", tokens);
            json.WriteEndObject();
        }
    }
}
