using System.Text.Json;
using Gateway.Simulator.Generation;
using Gateway.Simulator.Requests;
using Gateway.Simulator.Streaming;

namespace Gateway.Simulator.Completions;

/// <summary>
/// <code>data: {"id":"cmpl-1","object":"text_completion","created":1,"model":"m","choices":[{"index":0,"text":" big","logprobs":null,"finish_reason":null}]}</code>
/// </summary>
internal sealed class CompletionStreamWriter(InferenceCall call, GenerationPlan plan) : EventStreamWriter(call, plan, "text_completion")
{
    public override void Write(in GenerationStep step)
    {
        if (step.BeginsChoice && step.Choice.Echo.Length > 0)
        {
            var prompt = JsonEncodedText.Encode(step.Choice.Echo, JsonResponse.Options.Encoder).EncodedUtf8Bytes;
            WriteChunk(step.Choice.Index, [.. ",\"text\":\""u8, .. prompt, .. "\""u8], -1, default, default);
        }

        WriteChunk(step.Choice.Index, ",\"text\":\""u8, step.Segment is null ? -1 : step.Token, "\""u8, step);
    }

    protected override void WriteLogprobs(ref Utf8Span span, in GenerationStep step, int token)
    {
        if (token < 0 || Plan.Options.TopLogprobs is not { } top)
        {
            span.Append("null"u8);
            return;
        }

        // {"text_offset":[12],"token_logprobs":[-0.127],"tokens":[" big"],"top_logprobs":[{" big":-0.127}]}
        span.Append("{\"text_offset\":["u8);
        span.Append(CompletionLogprobs.OffsetOf(step));
        span.Append("],\"token_logprobs\":["u8);
        Logprobs.WriteNumber(ref span, Logprobs.Thousandths(Plan.Seed, step.Position));
        span.Append("],\"tokens\":[\""u8);
        span.AppendToken(token);
        span.Append("\"],\"top_logprobs\":["u8);
        CompletionLogprobs.WriteTop(ref span, token, Plan.Seed, step.Position, top);
        span.Append("]}"u8);
    }
}
