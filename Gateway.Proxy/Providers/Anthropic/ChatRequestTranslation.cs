using System.Text.Json;
using Gateway.Proxy.Dialects;

namespace Gateway.Proxy.Providers.Anthropic;

/// <summary>
/// A chat completion request as a Messages request:
/// <c>{"model":"claude-sonnet-4-5","max_tokens":1024,"system":[…],"messages":[…],"tools":[…],"tool_choice":{"type":"auto"},"stream":true}</c>.
/// </summary>
internal sealed class ChatRequestTranslation(JsonElement chat, int? defaultMaxTokens, FieldLedger fields)
{
    // Anthropic wants a limit; this is what LiteLLM fills in.
    private const int DefaultMaxTokens = 4096;

    // Fields of Messages itself that a chat client may send along, as OpenAI's clients do with extra_body.
    private static readonly string[] s_ownFields =
        ["top_k", "thinking", "system", "container", "mcp_servers", "context_management", "output_config", "inference_geo", "speed", "cache_control"];

    // Nothing in the answer depends on these: labels, hints for caches and schedulers.
    private static readonly string[] s_hints =
        ["metadata", "store", "service_tier", "prompt_cache_key", "prompt_cache_retention", "priority", "request_id", "cache_salt", "session_id", "include_reasoning"];

    public ReadOnlyMemory<byte> Write() => Json.Object(this, static (writer, self) => self.WriteMembers(writer), chat.SizeOfTranslation());

    private void WriteMembers(Utf8JsonWriter writer)
    {
        var model = chat.Text("model") ?? "";
        var maxTokens = chat.Int("max_completion_tokens") ?? chat.Int("max_tokens") ?? defaultMaxTokens ?? DefaultMaxTokens;
        var thinking = ThinkingChoice.For(chat, model, maxTokens, fields);
        writer.WriteString("model"u8, model);
        writer.WriteNumber("max_tokens"u8, maxTokens);
        new ChatMessagesTranslation(chat, fields).Write(writer);
        new ChatToolsTranslation(chat, fields).Write(writer);
        thinking.Write(writer, Format());
        if ((chat.Text("user") ?? chat.Text("safety_identifier") ?? chat.Get("metadata")?.Text("user_id")) is { } user)
        {
            writer.WriteStartObject("metadata"u8);
            writer.WriteString("user_id"u8, user);
            writer.WriteEndObject();
        }

        foreach (var field in chat.EnumerateObject())
        {
            if (field.Value.ValueKind != JsonValueKind.Null)
            {
                WriteField(writer, field.Name, field.Value);
            }
        }
    }

    private void WriteField(Utf8JsonWriter writer, string name, JsonElement value)
    {
        switch (name)
        {
            case "model" or "max_tokens" or "max_completion_tokens" or "messages" or "tools" or "tool_choice" or "parallel_tool_calls":
            case "reasoning_effort" or "response_format" or "user" or "safety_identifier" or "stream_options" or "thinking" or "output_config" or "system":
                // Written above.
                break;
            case "stream" or "top_p":
                writer.Copy(name, value);
                break;
            case "temperature" when value.ValueKind == JsonValueKind.Number && value.GetDouble() > 1:
                fields.Refuse(name, "is greater than 1, which this model does not take");
                break;
            case "temperature":
                writer.Copy(name, value);
                break;
            case "stop":
                WriteStop(writer, value);
                break;
            case "n" or "best_of" when value.ValueKind == JsonValueKind.Number && value.GetDouble() == 1:
            case "presence_penalty" or "frequency_penalty" or "top_logprobs" or "min_tokens" when value.ValueKind == JsonValueKind.Number && value.GetDouble() == 0:
            case "logprobs" or "ignore_eos" or "use_beam_search" when value.ValueKind == JsonValueKind.False:
            case "logit_bias" when value.ValueKind == JsonValueKind.Object && !value.EnumerateObject().Any():
            case "modalities" when value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(item => item.ValueEquals("text")):
                // Says what is so anyway.
                break;
            case "metadata" when value.ValueKind == JsonValueKind.Object && value.EnumerateObject().All(member => member.Name == "user_id"):
                break;
            default:
                if (Array.IndexOf(s_ownFields, name) >= 0)
                {
                    writer.Copy(name, value);
                }
                else if (Array.IndexOf(s_hints, name) >= 0)
                {
                    fields.Drop(name);
                }
                else
                {
                    fields.Refuse(name);
                }

                break;
        }
    }

    // "stop": "\n", or a list of texts.
    private static void WriteStop(Utf8JsonWriter writer, JsonElement stop)
    {
        writer.WriteStartArray("stop_sequences"u8);
        foreach (var text in stop.ValueKind == JsonValueKind.Array ? stop.EnumerateArray() : Enumerable.Repeat(stop, 1))
        {
            text.WriteTo(writer);
        }

        writer.WriteEndArray();
    }

    // {"type":"json_schema","json_schema":{"name":"…","schema":{…},"strict":true}}; there is no mode for any JSON at all.
    private JsonElement? Format()
    {
        if (chat.Get("response_format") is not { } format || format.Text("type") is null or "text")
        {
            return null;
        }

        if (format.Text("type") == "json_schema" && format.Get("json_schema")?.Get("schema") is { } schema)
        {
            return schema;
        }

        fields.Refuse("response_format", "of this type cannot be expressed for this model, which takes a json_schema only");
        return null;
    }
}
