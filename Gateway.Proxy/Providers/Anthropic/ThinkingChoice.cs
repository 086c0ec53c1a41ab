using System.Globalization;
using System.Text.Json;
using Gateway.Proxy.Dialects;

namespace Gateway.Proxy.Providers.Anthropic;

/// <summary>
/// How much the model is to think: <c>thinking</c> as the client wrote it, else made from <c>reasoning_effort</c>. Models from
/// 4.6 on take <c>{"thinking":{"type":"adaptive"},"output_config":{"effort":"low"}}</c>, older ones a number of tokens:
/// <c>{"thinking":{"type":"enabled","budget_tokens":1024}}</c>.
/// </summary>
internal readonly record struct ThinkingChoice(JsonElement? Given, JsonElement? GivenConfig, string? Effort, int? Budget)
{
    // The least that Anthropic takes; LiteLLM's steps from there.
    private const int LeastBudget = 1024;

    public static ThinkingChoice For(JsonElement chat, string model, int maxTokens, FieldLedger fields)
    {
        var config = chat.Get("output_config");
        if (chat.Get("thinking") is { } given)
        {
            if (chat.Get("reasoning_effort") is not null)
            {
                fields.Drop("reasoning_effort");
            }

            return new ThinkingChoice(given, config, null, null);
        }

        var effort = chat.Text("reasoning_effort");
        if (effort is null or "none")
        {
            return new ThinkingChoice(null, config, null, null);
        }

        if (IsAdaptive(model))
        {
            return new ThinkingChoice(null, config, effort switch { "minimal" => "low", "xhigh" => "max", _ => effort }, null);
        }

        var budget = Math.Min(effort switch { "minimal" or "low" => LeastBudget, "medium" => 2 * LeastBudget, _ => 4 * LeastBudget }, maxTokens - 1);
        if (budget < LeastBudget || HasToolCallWithoutThinking(chat))
        {
            // Thinking needs room within max_tokens, and a history whose tool calls show what was thought before them.
            fields.Drop("reasoning_effort");
            return new ThinkingChoice(null, config, null, null);
        }

        return new ThinkingChoice(null, config, null, budget);
    }

    /// <param name="schema">The form of the answer; null: free text.</param>
    public void Write(Utf8JsonWriter writer, JsonElement? schema)
    {
        if (Given is { } given)
        {
            writer.Copy("thinking", given);
        }
        else if (Effort is not null || Budget is not null)
        {
            writer.WriteStartObject("thinking"u8);
            writer.WriteString("type"u8, Budget is null ? "adaptive"u8 : "enabled"u8);
            if (Budget is { } budget)
            {
                writer.WriteNumber("budget_tokens"u8, budget);
            }

            writer.WriteEndObject();
        }

        if (Effort is null && schema is null && GivenConfig is null)
        {
            return;
        }

        writer.WriteStartObject("output_config"u8);
        foreach (var member in GivenConfig?.EnumerateObject() ?? default)
        {
            if (!(member.NameEquals("effort") && Effort is not null) && !(member.NameEquals("format") && schema is not null))
            {
                member.WriteTo(writer);
            }
        }

        if (Effort is { } effort)
        {
            writer.WriteString("effort"u8, effort);
        }

        if (schema is { } format)
        {
            writer.WriteStartObject("format"u8);
            writer.WriteString("type"u8, "json_schema"u8);
            writer.Copy("schema", format);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    /// <summary><c>claude-opus-4-6</c>, <c>claude-sonnet-5</c>: yes; <c>claude-3-7-sonnet-20250219</c>, <c>claude-sonnet-4-20250514</c>, <c>claude-haiku-4-5</c>: no.</summary>
    public static bool IsAdaptive(string model)
    {
        var numbers = model.Split('-', '.', '@').Where(part => part.Length is 1 or 2 && part.All(char.IsAsciiDigit)).Select(part => int.Parse(part, CultureInfo.InvariantCulture)).ToList();
        return numbers switch
        {
            [4, var minor, ..] => minor >= 6,
            [var major, ..] => major >= 5,
            _ => false,
        };
    }

    private static bool HasToolCallWithoutThinking(JsonElement chat) => chat.List("messages")
        .LastOrDefault(message => message.Text("role") == "assistant") is { ValueKind: JsonValueKind.Object } last
        && last.List("tool_calls").Any() && !last.List("thinking_blocks").Any();
}
