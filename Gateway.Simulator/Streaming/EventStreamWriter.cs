using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using Gateway.Simulator.Errors;
using Gateway.Simulator.Faults;
using Gateway.Simulator.Generation;
using Gateway.Simulator.Requests;

namespace Gateway.Simulator.Streaming;

/// <summary>
/// Server-sent events. The bytes that all chunks of a stream begin with are encoded once; a token is copied between them
/// and the end, straight into the connection's buffer.
/// <code>
/// data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"content":" big"},"logprobs":null,"finish_reason":null}]}
///
/// data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"m","choices":[],"usage":{"prompt_tokens":9,"total_tokens":12,"completion_tokens":3}}
///
/// data: [DONE]
/// </code>
/// </summary>
internal abstract class EventStreamWriter : IAnswerWriter
{
    /// <summary>Room for everything in a chunk but its beginning, its log probabilities and the name of a tool.</summary>
    private const int ChunkRoom = 512;

    private readonly InferenceCall _call;
    private readonly PipeWriter _body;
    private readonly byte[] _beginning;
    private int _sent;

    protected EventStreamWriter(InferenceCall call, GenerationPlan plan, string kind)
    {
        _call = call;
        _body = call.Context.Response.BodyWriter;
        Plan = plan;
        _beginning = Beginning(plan, kind);
    }

    protected GenerationPlan Plan { get; }

    private GenerationOptions Options => Plan.Options;

    public async ValueTask BeginAsync()
    {
        var response = _call.Context.Response;
        response.ContentType = "text/event-stream; charset=utf-8";
        response.Headers.CacheControl = "no-cache";
        await response.StartAsync(_call.Aborted);
        await _body.FlushAsync(_call.Aborted);
    }

    public abstract void Write(in GenerationStep step);

    public ValueTask FlushAsync()
    {
        var flush = _body.FlushAsync(_call.Aborted);
        if (flush.IsCompletedSuccessfully)
        {
            _ = flush.Result;
            return ValueTask.CompletedTask;
        }

        return new ValueTask(flush.AsTask());
    }

    public async ValueTask EndAsync(GenerationUsage usage)
    {
        if (Options.IncludeUsage && !_call.Faults.Has(FaultKind.MissingUsage))
        {
            WriteUsageChunk(usage);
        }

        if (!_call.Faults.Has(FaultKind.MissingDone))
        {
            _body.Write("data: [DONE]\n\n"u8);
        }

        await FlushAsync();
    }

    public ValueTask SendPartAsync() => FlushAsync();

    public async ValueTask FailAsync(Fault fault)
    {
        _body.Write("data: "u8);
        _body.Write(ErrorWriter.ToJson(fault.Shape ?? _call.Engine.Settings.ErrorShape, ApiError.OfStatus(fault.Status, fault.Message)).Span);
        _body.Write("\n\ndata: [DONE]\n\n"u8);
        await FlushAsync();
    }

    /// <summary>Writes one chunk with one choice.</summary>
    /// <param name="index">The choice.</param>
    /// <param name="beforeToken">From after the index up to the token.</param>
    /// <param name="token">The token, or -1.</param>
    /// <param name="afterToken">From after the token up to the log probabilities.</param>
    /// <param name="step">For the log probabilities and the finish reason.</param>
    protected void WriteChunk(int index, ReadOnlySpan<byte> beforeToken, int token, ReadOnlySpan<byte> afterToken, in GenerationStep step)
    {
        var logprobsRoom = Options.TopLogprobs is { } top ? Logprobs.RoomOf(top) : 0;
        var span = new Utf8Span(_body.GetSpan(_beginning.Length + beforeToken.Length + logprobsRoom + ChunkRoom));
        span.Append(_beginning);
        span.Append("{\"index\":"u8);
        span.Append(index);
        span.Append(beforeToken);
        if (token >= 0)
        {
            span.AppendToken(token);
        }

        span.Append(afterToken);
        span.Append(",\"logprobs\":"u8);
        WriteLogprobs(ref span, step, token);
        WriteFinish(ref span, step);
        _sent += token >= 0 ? 1 : 0;
        if (Options.ContinuousUsage)
        {
            // {"prompt_tokens":9,"total_tokens":12,"completion_tokens":3}
            span.Append("],\"usage\":{\"prompt_tokens\":"u8);
            span.Append(Plan.PromptTokens);
            span.Append(",\"total_tokens\":"u8);
            span.Append(Plan.PromptTokens + _sent);
            span.Append(",\"completion_tokens\":"u8);
            span.Append(_sent);
            span.Append("}}\n\n"u8);
        }
        else
        {
            span.Append("]}\n\n"u8);
        }

        _body.Advance(span.Length);
    }

    protected abstract void WriteLogprobs(ref Utf8Span span, in GenerationStep step, int token);

    private static void WriteFinish(ref Utf8Span span, in GenerationStep step)
    {
        span.Append(",\"finish_reason\":"u8);
        if (step.FinishReason is not { } reason)
        {
            span.Append("null}"u8);
            return;
        }

        span.Append("\""u8);
        span.AppendAscii(reason);
        span.Append("\",\"stop_reason\":"u8);
        if (step.Choice.StopReason is { } stop)
        {
            span.Append("\""u8);
            // A stop string is as long as the client likes; what does not fit is left out.
            span.Append(JsonEncodedText.Encode(stop.Length > 32 ? stop[..32] : stop, JsonResponse.Options.Encoder).EncodedUtf8Bytes);
            span.Append("\"}"u8);
        }
        else
        {
            span.Append("null}"u8);
        }
    }

    private void WriteUsageChunk(GenerationUsage usage)
    {
        _body.Write(_beginning);
        _body.Write("],\"usage\":"u8);
        using (var json = new Utf8JsonWriter(_body, JsonResponse.Options))
        {
            usage.Write(json);
        }

        _body.Write("}\n\n"u8);
    }

    private static byte[] Beginning(GenerationPlan plan, string kind)
    {
        var id = JsonEncodedText.Encode(plan.Id, JsonResponse.Options.Encoder);
        var model = JsonEncodedText.Encode(plan.Model, JsonResponse.Options.Encoder);
        return System.Text.Encoding.UTF8.GetBytes($"data: {{\"id\":\"{id}\",\"object\":\"{kind}\",\"created\":{plan.Created},\"model\":\"{model}\",\"choices\":[");
    }
}
