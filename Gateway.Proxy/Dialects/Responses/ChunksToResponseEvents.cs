using System.Buffers;
using System.Text.Json;
using Gateway.Proxy.OpenAI;

namespace Gateway.Proxy.Dialects.Responses;

/// <summary>
/// Chunks of a chat completion as a response's events: <c>response.created</c>, <c>response.in_progress</c>, for each item
/// <c>output_item.added</c>, its parts and deltas, <c>output_item.done</c>, and last <c>response.completed</c> or
/// <c>response.incomplete</c>, or after an error <c>error</c> and <c>response.failed</c>.
/// </summary>
internal sealed class ChunksToResponseEvents(ResponsesDialect dialect) : IEventTranslator
{
    private readonly List<OutputItem> _output = [];
    private readonly Dictionary<int, OutputItem> _calls = [];
    private ResponseEventWriter? _events;
    private OutputItem? _open;
    private string? _model;
    private string? _finishReason;
    private Usage? _usage;
    private bool _ended;

    public async ValueTask TranslateAsync(ReadOnlyMemory<byte> data, IBufferWriter<byte> output)
    {
        if (_ended)
        {
            return;
        }

        if (data.Span.SequenceEqual("[DONE]"u8))
        {
            _ended = true;
            CloseItem(Events(output));
            var state = ResponseState.Ended(_finishReason, _output) with { Model = _model, Usage = _usage };
            await dialect.SaveAsync(state);
            Events(output).Response("response." + state.Status, state);
            return;
        }

        using var document = JsonDocument.Parse(data, Json.Deep);
        var chunk = document.RootElement;
        if (chunk.Get("error") is { } error)
        {
            await FailAsync(error, output);
            return;
        }

        Translate(chunk, output);
    }

    // A stream that is whole ends with [DONE], which the relay puts in where it is missing.
    public ValueTask EndAsync(IBufferWriter<byte> output) => ValueTask.CompletedTask;

    private void Translate(JsonElement chunk, IBufferWriter<byte> output)
    {
        _model ??= chunk.Text("model");
        _usage = ChatAnswerToResponse.UsageOf(chunk) ?? _usage;
        var events = Events(output);
        foreach (var choice in chunk.List("choices"))
        {
            var delta = choice.Get("delta") ?? default;
            if ((delta.Text("reasoning_content") ?? delta.Text("reasoning")) is { Length: > 0 } thought)
            {
                Say(events, OutputItemKind.Reasoning, "rs_", thought, []);
            }

            if (delta.Text("content") is { Length: > 0 } text)
            {
                Say(events, OutputItemKind.Message, "msg_", text, ChatAnswerToResponse.LogprobsOf(choice));
            }

            if (delta.Text("refusal") is { Length: > 0 } refusal)
            {
                Say(events, OutputItemKind.Refusal, "msg_", refusal, []);
            }

            foreach (var call in delta.List("tool_calls"))
            {
                Call(events, call);
            }

            _finishReason = choice.Text("finish_reason") ?? _finishReason;
        }
    }

    private void Say(ResponseEventWriter events, OutputItemKind kind, string prefix, string text, IReadOnlyList<JsonElement> logprobs)
    {
        if (_open?.Kind != kind)
        {
            OpenItem(events, new OutputItem(kind, ResponseIds.New(prefix)));
        }

        _open!.Text.Append(text);
        _open.Logprobs.AddRange(logprobs);
        events.Delta(_open, _output.IndexOf(_open), text, logprobs);
    }

    private void Call(ResponseEventWriter events, JsonElement call)
    {
        var number = call.Int("index") ?? 0;
        var function = call.Get("function") ?? default;
        if (!_calls.TryGetValue(number, out var item))
        {
            item = _calls[number] = dialect.Tools.Call(function.Text("name"), call.Text("id"));
            OpenItem(events, item);
        }

        if (function.Text("arguments") is { Length: > 0 } part)
        {
            item.Text.Append(part);
            events.Delta(item, _output.IndexOf(item), part, []);
        }
    }

    private void OpenItem(ResponseEventWriter events, OutputItem item)
    {
        CloseItem(events);
        _output.Add(item);
        _open = item;
        events.ItemAdded(item, _output.Count - 1);
    }

    private void CloseItem(ResponseEventWriter events)
    {
        if (_open is { } item)
        {
            events.ItemDone(item, _output.IndexOf(item), complete: _finishReason is not "length" and not "content_filter");
            _open = null;
        }
    }

    private async ValueTask FailAsync(JsonElement error, IBufferWriter<byte> output)
    {
        _ended = true;
        var message = error.ValueKind == JsonValueKind.String ? error.GetString()! : error.Text("message") ?? "";
        var failure = GatewayErrors.Upstream(error.Int("code") ?? 500, message);
        var state = new ResponseState("failed", _output) { Model = _model, Usage = _usage, Error = failure };
        await dialect.SaveAsync(state);
        Events(output).Error(failure);
        Events(output).Response("response.failed", state);
    }

    private ResponseEventWriter Events(IBufferWriter<byte> output)
    {
        if (_events is null)
        {
            _events = new ResponseEventWriter(output, dialect.Envelope);
            var begun = new ResponseState("in_progress", []) { Model = _model };
            _events.Response("response.created", begun);
            _events.Response("response.in_progress", begun);
        }

        return _events;
    }
}
