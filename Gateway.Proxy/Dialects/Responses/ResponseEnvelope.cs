using System.Text.Json;
using Gateway.Proxy.OpenAI;

namespace Gateway.Proxy.Dialects.Responses;

/// <summary>
/// The response object around the output: who and when, and the request's settings again with OpenAI's defaults. Raw form:
/// <c>{"id":"resp_…","object":"response","created_at":…,"status":"completed","model":"m","output":[…],"usage":{…},"tools":[],…}</c>
/// </summary>
internal sealed class ResponseEnvelope(string id, long createdAt, JsonElement request, bool isBackground)
{
    // Echoed as the client wrote them, else as OpenAI has them when they are not given.
    private static readonly (string Name, string Default)[] s_echoed =
    [
        ("instructions", "null"), ("max_output_tokens", "null"), ("max_tool_calls", "null"), ("parallel_tool_calls", "true"), ("previous_response_id", "null"),
        ("reasoning", """{"effort":null,"summary":null}"""), ("service_tier", "\"default\""), ("store", "true"), ("temperature", "1"),
        ("text", """{"format":{"type":"text"}}"""), ("tool_choice", "\"auto\""), ("tools", "[]"), ("top_logprobs", "0"), ("top_p", "1"),
        ("truncation", "\"disabled\""), ("user", "null"), ("metadata", "{}"),
    ];

    public string Id { get; } = id;

    public long CreatedAt { get; } = createdAt;

    public ReadOnlyMemory<byte> ToJson(ResponseState state) => Json.Object((this, state), static (writer, own) => own.Item1.WriteMembers(writer, own.state));

    public void Write(Utf8JsonWriter writer, ResponseState state)
    {
        writer.WriteStartObject();
        WriteMembers(writer, state);
        writer.WriteEndObject();
    }

    private void WriteMembers(Utf8JsonWriter writer, ResponseState state)
    {
        writer.WriteString("id"u8, Id);
        writer.WriteString("object"u8, "response"u8);
        writer.WriteNumber("created_at"u8, CreatedAt);
        writer.WriteString("status"u8, state.Status);
        writer.WriteString("model"u8, state.Model ?? request.Text("model"));
        writer.WriteStartArray("output"u8);
        foreach (var item in state.Output)
        {
            item.Write(writer, done: true, complete: state.IncompleteReason is null || item != state.Output[^1]);
        }

        writer.WriteEndArray();
        writer.WriteBoolean("background"u8, isBackground);
        WriteError(writer, state.Error);
        WriteIncomplete(writer, state.IncompleteReason);
        WriteUsage(writer, state.Usage);
        foreach (var (name, value) in s_echoed)
        {
            writer.WritePropertyName(name);
            if (request.Get(name) is { } given)
            {
                given.WriteTo(writer);
            }
            else
            {
                writer.WriteRawValue(value);
            }
        }
    }

    private static void WriteError(Utf8JsonWriter writer, GatewayError? error)
    {
        if (error is null)
        {
            writer.WriteNull("error"u8);
            return;
        }

        writer.WriteStartObject("error"u8);
        writer.WriteString("code"u8, error.Status == 429 ? "rate_limit_exceeded" : error.Status >= 500 ? "server_error" : error.Code);
        writer.WriteString("message"u8, error.Message);
        writer.WriteEndObject();
    }

    private static void WriteIncomplete(Utf8JsonWriter writer, string? reason)
    {
        if (reason is null)
        {
            writer.WriteNull("incomplete_details"u8);
            return;
        }

        writer.WriteStartObject("incomplete_details"u8);
        writer.WriteString("reason"u8, reason);
        writer.WriteEndObject();
    }

    private static void WriteUsage(Utf8JsonWriter writer, Usage? counted)
    {
        if (counted is not { } usage)
        {
            writer.WriteNull("usage"u8);
            return;
        }

        writer.WriteStartObject("usage"u8);
        writer.WriteNumber("input_tokens"u8, usage.PromptTokens);
        writer.WriteStartObject("input_tokens_details"u8);
        writer.WriteNumber("cached_tokens"u8, usage.CachedTokens);
        writer.WriteEndObject();
        writer.WriteNumber("output_tokens"u8, usage.CompletionTokens);
        writer.WriteStartObject("output_tokens_details"u8);
        writer.WriteNumber("reasoning_tokens"u8, usage.ReasoningTokens);
        writer.WriteEndObject();
        writer.WriteNumber("total_tokens"u8, usage.TotalTokens);
        writer.WriteEndObject();
    }
}
