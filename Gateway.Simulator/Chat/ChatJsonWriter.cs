using System.Text.Json;
using Gateway.Simulator.Configuration;
using Gateway.Simulator.Generation;
using Gateway.Simulator.Requests;
using Gateway.Simulator.Streaming;
using Gateway.Simulator.Tokens;

namespace Gateway.Simulator.Chat;

/// <summary>
/// <code>
/// {"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant",
///  "content":"Hello.","refusal":null,"annotations":null,"audio":null,"function_call":null,"tool_calls":[]},"logprobs":null,
///  "finish_reason":"stop","stop_reason":null}],"service_tier":null,"system_fingerprint":null,
///  "usage":{"prompt_tokens":9,"total_tokens":12,"completion_tokens":3},"prompt_logprobs":null}
/// </code>
/// </summary>
internal sealed class ChatJsonWriter(InferenceCall call, GenerationPlan plan) : JsonAnswerWriter(call, plan)
{
    private readonly ReasoningField _reasoning = call.Engine.Settings.ReasoningField;

    protected override void Write(Utf8JsonWriter json, IReadOnlyList<Choice> choices, GenerationUsage? usage)
    {
        json.WriteStartObject();
        json.WriteString("id", Plan.Id);
        json.WriteString("object", "chat.completion");
        json.WriteNumber("created", Plan.Created);
        json.WriteString("model", Plan.Model);
        json.WriteStartArray("choices");
        foreach (var choice in choices)
        {
            WriteChoice(json, choice);
        }

        json.WriteEndArray();
        json.WriteNull("service_tier");
        json.WriteNull("system_fingerprint");
        if (usage is { } tokens)
        {
            json.WritePropertyName("usage");
            tokens.Write(json);
        }

        json.WriteNull("prompt_logprobs");
        json.WriteEndObject();
    }

    private void WriteChoice(Utf8JsonWriter json, Choice choice)
    {
        json.WriteStartObject();
        json.WriteNumber("index", choice.Index);
        json.WriteStartObject("message");
        json.WriteString("role", "assistant");
        var calls = choice.Segments.Where(segment => segment.Kind == SegmentKind.ToolCall).ToArray();
        json.WriteString("content", TextOf(choice, SegmentKind.Content) ?? (calls.Length > 0 ? null : ""));
        json.WriteNull("refusal");
        json.WriteNull("annotations");
        json.WriteNull("audio");
        json.WriteNull("function_call");
        WriteToolCalls(json, calls);
        if (_reasoning != ReasoningField.None)
        {
            json.WriteString(_reasoning == ReasoningField.Reasoning ? "reasoning" : "reasoning_content", TextOf(choice, SegmentKind.Reasoning));
        }

        json.WriteEndObject();
        WriteLogprobs(json, choice);
        json.WriteString("finish_reason", choice.FinishReason);
        json.WriteString("stop_reason", choice.StopReason);
        json.WriteEndObject();
    }

    private static string? TextOf(Choice choice, SegmentKind kind) =>
        choice.Segments.FirstOrDefault(segment => segment.Kind == kind) is { } segment ? Tokenizer.Decode(segment.Tokens) : null;

    private static void WriteToolCalls(Utf8JsonWriter json, IReadOnlyList<Segment> calls)
    {
        json.WriteStartArray("tool_calls");
        foreach (var call in calls)
        {
            json.WriteStartObject();
            json.WriteString("id", call.Call!.Id);
            json.WriteString("type", "function");
            json.WriteStartObject("function");
            json.WriteString("name", call.Call.Name);
            json.WriteString("arguments", Tokenizer.Decode(call.Tokens));
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void WriteLogprobs(Utf8JsonWriter json, Choice choice)
    {
        if (Plan.Options.TopLogprobs is not { } top)
        {
            json.WriteNull("logprobs");
            return;
        }

        json.WriteStartObject("logprobs");
        json.WriteStartArray("content");
        var position = 0;
        var buffer = new byte[Logprobs.RoomOf(top)];
        foreach (var segment in choice.Segments)
        {
            foreach (var token in segment.Tokens)
            {
                if (segment.Kind == SegmentKind.Content)
                {
                    var span = new Utf8Span(buffer);
                    Logprobs.WriteChat(ref span, token, Plan.Seed, position, top);
                    json.WriteRawValue(buffer.AsSpan(0, span.Length), skipInputValidation: true);
                }

                position++;
            }
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
