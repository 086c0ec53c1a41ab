using System.Text.Json;
using Gateway.Simulator.Configuration;
using Gateway.Simulator.Errors;
using Gateway.Simulator.Generation;
using Gateway.Simulator.Tokens;

namespace Gateway.Simulator.Chat;

/// <summary>
/// The chat template: messages become one prompt, and every token of it counts.
/// <code>
/// tools: [{"type":"function",…}]
/// system: You are brief.
/// user: Hello!
/// assistant:
/// </code>
/// </summary>
internal sealed class ChatPrompt
{
    private readonly EngineSettings _settings;
    private readonly List<int> _tokens = [];

    private ChatPrompt(EngineSettings settings) => _settings = settings;

    public int[] Tokens { get; private set; } = [];

    /// <summary>The text of the last message of the user; empty when there is none.</summary>
    public string LastUserText { get; private set; } = "";

    /// <summary>The role of the last message.</summary>
    public string LastRole { get; private set; } = "";

    public static ChatPrompt? Read(JsonElement messages, JsonElement? tools, bool addGenerationPrompt, EngineSettings settings, out ApiError? error)
    {
        var prompt = new ChatPrompt(settings);
        if (tools is { } list)
        {
            prompt.Append("tools: ");
            prompt.Append(list.GetRawText());
            prompt.Append("\n");
        }

        error = messages.ValueKind != JsonValueKind.Array
            ? ApiError.Validation("list_type", "messages", "Input should be a valid list")
            : messages.GetArrayLength() == 0
                ? ApiError.BadRequest("messages must not be empty.", "messages")
                : null;
        if (error is not null)
        {
            return null;
        }

        foreach (var message in messages.EnumerateArray())
        {
            if ((error = prompt.ReadMessage(message)) is not null)
            {
                return null;
            }
        }

        if (addGenerationPrompt)
        {
            prompt.Append("assistant:");
        }

        prompt.Tokens = [.. prompt._tokens];
        return prompt;
    }

    private ApiError? ReadMessage(JsonElement message)
    {
        if (message.ValueKind != JsonValueKind.Object || !message.TryGetProperty("role", out var role) || role.ValueKind != JsonValueKind.String)
        {
            return ApiError.Validation("missing", "messages', 0, 'role", "Field required");
        }

        LastRole = role.GetString()!;
        Append(LastRole);
        Append(": ");
        var text = new List<string>();
        if (message.TryGetProperty("content", out var content) && ReadContent(content, text) is { } error)
        {
            return error;
        }

        if (message.TryGetProperty("tool_calls", out var calls) && calls.ValueKind == JsonValueKind.Array)
        {
            Append(calls.GetRawText());
        }

        Append("\n");
        if (LastRole == "user")
        {
            LastUserText = string.Join('\n', text);
        }

        return null;
    }

    private ApiError? ReadContent(JsonElement content, List<string> text)
    {
        switch (content.ValueKind)
        {
            case JsonValueKind.Null:
                return null;
            case JsonValueKind.String:
                AppendText(content.GetString()!, text);
                return null;
            case JsonValueKind.Array:
                foreach (var part in content.EnumerateArray())
                {
                    if (ReadPart(part, text) is { } error)
                    {
                        return error;
                    }
                }

                return null;
            default:
                return ApiError.Validation("string_type", "messages', 0, 'content", "Input should be a valid string");
        }
    }

    /// <summary><code>{"type":"text","text":"…"}  {"type":"image_url","image_url":{"url":"data:…"}}  {"type":"input_audio","input_audio":{…}}</code></summary>
    private ApiError? ReadPart(JsonElement part, List<string> text)
    {
        var type = part.ValueKind == JsonValueKind.Object && part.TryGetProperty("type", out var name) && name.ValueKind == JsonValueKind.String ? name.GetString() : null;
        switch (type)
        {
            case "text" or "input_text" or "refusal" or "thinking":
                var key = type == "input_text" ? "text" : type;
                if (!part.TryGetProperty(key, out var value) || value.ValueKind != JsonValueKind.String)
                {
                    return ApiError.Validation("missing", $"messages', 0, 'content', 0, '{key}", "Field required");
                }

                AppendText(value.GetString()!, text);
                return null;
            case "image_url" or "input_image" or "image_pil" or "image_embeds":
                AppendMedia(part, _settings.ImageTokens);
                return null;
            case "input_audio" or "audio_url" or "video_url" or "file":
                AppendMedia(part, _settings.AudioTokens);
                return null;
            default:
                return ApiError.BadRequest($"Unknown part type: {type}", "messages");
        }
    }

    private void AppendText(string value, List<string> text)
    {
        text.Add(value);
        Append(value);
    }

    /// <summary>The tokens depend on the data, so that the prefix cache tells one picture from another.</summary>
    private void AppendMedia(JsonElement part, int count)
    {
        var hash = Hash64.OfText(part.GetRawText());
        for (var i = 0; i < count; i++)
        {
            _tokens.Add(TokenId.OfMedia(Hash64.Combine(hash, (ulong)i)));
        }
    }

    private void Append(string text) => Tokenizer.Encode(text, _tokens);
}
