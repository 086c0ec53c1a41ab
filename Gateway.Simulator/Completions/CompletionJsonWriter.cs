using System.Text.Json;
using Gateway.Simulator.Generation;
using Gateway.Simulator.Requests;
using Gateway.Simulator.Streaming;
using Gateway.Simulator.Tokens;

namespace Gateway.Simulator.Completions;

/// <summary>
/// <code>
/// {"id":"cmpl-1","object":"text_completion","created":1,"model":"m","choices":[{"index":0,"text":"Hello.","logprobs":null,
///  "finish_reason":"stop","stop_reason":null,"prompt_logprobs":null}],"usage":{"prompt_tokens":9,"total_tokens":12,"completion_tokens":3}}
/// </code>
/// </summary>
internal sealed class CompletionJsonWriter(InferenceCall call, GenerationPlan plan) : JsonAnswerWriter(call, plan)
{
    protected override void Write(Utf8JsonWriter json, IReadOnlyList<Choice> choices, GenerationUsage? usage)
    {
        json.WriteStartObject();
        json.WriteString("id", Plan.Id);
        json.WriteString("object", "text_completion");
        json.WriteNumber("created", Plan.Created);
        json.WriteString("model", Plan.Model);
        json.WriteStartArray("choices");
        foreach (var choice in choices)
        {
            json.WriteStartObject();
            json.WriteNumber("index", choice.Index);
            json.WriteString("text", choice.Echo + Tokenizer.Decode(choice.Segments is [var content, ..] ? content.Tokens : default(ArraySegment<int>)));
            WriteLogprobs(json, choice);
            json.WriteString("finish_reason", choice.FinishReason);
            json.WriteString("stop_reason", choice.StopReason);
            json.WriteNull("prompt_logprobs");
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (usage is { } tokens)
        {
            json.WritePropertyName("usage");
            tokens.Write(json);
        }

        json.WriteEndObject();
    }

    private void WriteLogprobs(Utf8JsonWriter json, Choice choice)
    {
        if (Plan.Options.TopLogprobs is not { } top || choice.Segments is not [var content, ..])
        {
            json.WriteNull("logprobs");
            return;
        }

        json.WriteStartObject("logprobs");
        json.WriteStartArray("text_offset");
        for (var i = 0; i < content.Tokens.Count; i++)
        {
            json.WriteNumberValue(CompletionLogprobs.OffsetOf(choice, i));
        }

        json.WriteEndArray();
        json.WriteStartArray("token_logprobs");
        for (var i = 0; i < content.Tokens.Count; i++)
        {
            json.WriteNumberValue(Logprobs.Thousandths(Plan.Seed, i) / -1000m);
        }

        json.WriteEndArray();
        json.WriteStartArray("tokens");
        foreach (var token in content.Tokens)
        {
            json.WriteStringValue(Tokenizer.Decode([token]));
        }

        json.WriteEndArray();
        json.WriteStartArray("top_logprobs");
        var buffer = new byte[Logprobs.RoomOf(top)];
        for (var i = 0; i < content.Tokens.Count; i++)
        {
            var span = new Utf8Span(buffer);
            CompletionLogprobs.WriteTop(ref span, content.Tokens[i], Plan.Seed, i, top);
            json.WriteRawValue(buffer.AsSpan(0, span.Length), skipInputValidation: true);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
