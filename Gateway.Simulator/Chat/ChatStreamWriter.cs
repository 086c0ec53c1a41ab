using System.Text.Json;
using Gateway.Simulator.Configuration;
using Gateway.Simulator.Generation;
using Gateway.Simulator.Requests;
using Gateway.Simulator.Streaming;

namespace Gateway.Simulator.Chat;

/// <summary>The deltas of chat chunks; see <see cref="EventStreamWriter"/> for what is around them.</summary>
internal sealed class ChatStreamWriter(InferenceCall call, GenerationPlan plan) : EventStreamWriter(call, plan, "chat.completion.chunk")
{
    private readonly bool _oldReasoningName = call.Engine.Settings.ReasoningField == ReasoningField.ReasoningContent;

    public override void Write(in GenerationStep step)
    {
        var index = step.Choice.Index;
        if (step.BeginsChoice)
        {
            WriteChunk(index, ",\"delta\":{\"role\":\"assistant\",\"content\":\"\"}"u8, -1, default, default);
        }

        switch (step.Segment?.Kind)
        {
            case null:
                WriteChunk(index, ",\"delta\":{\"content\":\"\"}"u8, -1, default, step);
                break;
            case SegmentKind.Content:
                WriteChunk(index, ",\"delta\":{\"content\":\""u8, step.Token, "\"}"u8, step);
                break;
            case SegmentKind.Reasoning:
                WriteChunk(index, _oldReasoningName ? ",\"delta\":{\"reasoning_content\":\""u8 : ",\"delta\":{\"reasoning\":\""u8, step.Token, "\"}"u8, step);
                break;
            default:
                WriteToolCall(index, step, step.Segment!.Call!);
                break;
        }
    }

    protected override void WriteLogprobs(ref Utf8Span span, in GenerationStep step, int token)
    {
        if (token < 0 || Plan.Options.TopLogprobs is not { } top || step.Segment?.Kind != SegmentKind.Content)
        {
            span.Append("null"u8);
            return;
        }

        span.Append("{\"content\":["u8);
        Logprobs.WriteChat(ref span, token, Plan.Seed, step.Position, top);
        span.Append("]}"u8);
    }

    private void WriteToolCall(int index, in GenerationStep step, ToolCall call)
    {
        if (step.BeginsSegment)
        {
            // Id and name come alone, before the first piece of the arguments.
            var name = JsonEncodedText.Encode(call.Name, JsonResponse.Options.Encoder);
            var head = $",\"delta\":{{\"tool_calls\":[{{\"id\":\"{call.Id}\",\"type\":\"function\",\"index\":{call.Index},\"function\":{{\"name\":\"{name}\",\"arguments\":\"\"}}}}]}}";
            WriteChunk(index, System.Text.Encoding.UTF8.GetBytes(head), -1, default, default);
        }

        Span<byte> before = stackalloc byte[80];
        var span = new Utf8Span(before);
        span.Append(",\"delta\":{\"tool_calls\":[{\"index\":"u8);
        span.Append(call.Index);
        span.Append(",\"function\":{\"arguments\":\""u8);
        WriteChunk(index, before[..span.Length], step.Token, "\"}}]}"u8, step);
    }
}
