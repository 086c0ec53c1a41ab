using System.Buffers;
using System.Text.Json;
using Gateway.Proxy.Providers.Anthropic;

namespace Gateway.Proxy.Dialects.Messages;

/// <summary>
/// Chunks of a chat completion as a message's events, in Anthropic's order: <c>message_start</c>, one block after the other
/// (<c>content_block_start</c>, deltas, <c>content_block_stop</c>), <c>message_delta</c> with stop reason and usage, <c>message_stop</c>.
/// </summary>
internal sealed class ChunksToMessageEvents(string id) : IEventTranslator
{
    private readonly Dictionary<int, int> _blockOfCall = [];
    private Block _open = Block.None;
    private int _index = -1;
    private bool _started;
    private bool _failed;
    private JsonElement? _choice;
    private JsonElement? _usage;

    private enum Block
    {
        None,
        Thinking,
        Text,
        Tool,
    }

    public ValueTask TranslateAsync(ReadOnlyMemory<byte> data, IBufferWriter<byte> output)
    {
        if (data.Span.SequenceEqual("[DONE]"u8))
        {
            End(output);
            return ValueTask.CompletedTask;
        }

        using var document = JsonDocument.Parse(data, Json.Deep);
        var chunk = document.RootElement;
        if (chunk.Get("error") is { } error)
        {
            _failed = true;
            WriteError(error, output);
            return ValueTask.CompletedTask;
        }

        Start(chunk, output);
        if (chunk.Get("usage") is { } usage)
        {
            _usage = usage.Clone();
        }

        foreach (var choice in chunk.List("choices"))
        {
            if (choice.Get("delta") is { } delta)
            {
                Delta(delta, output);
            }

            if (choice.Get("finish_reason") is not null)
            {
                _choice = choice.Clone();
            }
        }

        return ValueTask.CompletedTask;
    }

    // A stream that is whole ends with [DONE], which the relay puts in where it is missing.
    public ValueTask EndAsync(IBufferWriter<byte> output) => ValueTask.CompletedTask;

    private void Start(JsonElement chunk, IBufferWriter<byte> output)
    {
        if (_started)
        {
            return;
        }

        _started = true;
        Json.WriteEvent(output, "message_start", (id, Model: chunk.Text("model")), static (writer, state) =>
        {
            writer.WriteString("type"u8, "message_start"u8);
            writer.WriteStartObject("message"u8);
            writer.WriteString("id"u8, state.id);
            writer.WriteString("type"u8, "message"u8);
            writer.WriteString("role"u8, "assistant"u8);
            writer.WriteString("model"u8, state.Model);
            writer.WriteStartArray("content"u8);
            writer.WriteEndArray();
            writer.WriteNull("stop_reason"u8);
            writer.WriteNull("stop_sequence"u8);

            // Chat completions count at their end: message_delta has the real figures.
            ChatAnswerToMessage.WriteUsage(writer, null);
            writer.WriteEndObject();
        });
    }

    private void Delta(JsonElement delta, IBufferWriter<byte> output)
    {
        if ((delta.Text("reasoning_content") ?? delta.Text("reasoning")) is { Length: > 0 } thought)
        {
            Open(Block.Thinking, output);
            WriteDelta(output, _index, "thinking_delta", "thinking", thought);
        }

        if ((delta.Text("content") ?? delta.Text("refusal")) is { Length: > 0 } text)
        {
            Open(Block.Text, output);
            WriteDelta(output, _index, "text_delta", "text", text);
        }

        foreach (var call in delta.List("tool_calls"))
        {
            Call(call, output);
        }
    }

    // {"index":0,"id":"call_1","type":"function","function":{"name":"f","arguments":""}}, later only index and a piece of the arguments.
    private void Call(JsonElement call, IBufferWriter<byte> output)
    {
        var number = call.Int("index") ?? 0;
        var function = call.Get("function") ?? default;
        if (!_blockOfCall.TryGetValue(number, out var block))
        {
            Close(output);
            block = _blockOfCall[number] = ++_index;
            _open = Block.Tool;
            Json.WriteEvent(output, "content_block_start", (block, Id: ToolIds.Safe(call.Text("id") ?? ""), Name: function.Text("name")), static (writer, start) =>
            {
                writer.WriteString("type"u8, "content_block_start"u8);
                writer.WriteNumber("index"u8, start.block);
                writer.WriteStartObject("content_block"u8);
                writer.WriteString("type"u8, "tool_use"u8);
                writer.WriteString("id"u8, start.Id);
                writer.WriteString("name"u8, start.Name);
                writer.WriteStartObject("input"u8);
                writer.WriteEndObject();
                writer.WriteEndObject();
            });
        }

        if (function.Text("arguments") is { Length: > 0 } part)
        {
            WriteDelta(output, block, "input_json_delta", "partial_json", part);
        }
    }

    private void Open(Block kind, IBufferWriter<byte> output)
    {
        if (_open == kind)
        {
            return;
        }

        Close(output);
        _open = kind;
        _index++;
        Json.WriteEvent(output, "content_block_start", (_index, kind), static (writer, start) =>
        {
            writer.WriteString("type"u8, "content_block_start"u8);
            writer.WriteNumber("index"u8, start._index);
            writer.WriteStartObject("content_block"u8);
            if (start.kind == Block.Thinking)
            {
                writer.WriteString("type"u8, "thinking"u8);
                writer.WriteString("thinking"u8, ""u8);
                writer.WriteString("signature"u8, ""u8);
            }
            else
            {
                writer.WriteString("type"u8, "text"u8);
                writer.WriteString("text"u8, ""u8);
            }

            writer.WriteEndObject();
        });
    }

    private void Close(IBufferWriter<byte> output)
    {
        if (_open == Block.None)
        {
            return;
        }

        if (_open == Block.Thinking)
        {
            WriteDelta(output, _index, "signature_delta", "signature", UnsignedThinking.Signature);
        }

        _open = Block.None;
        Json.WriteEvent(output, "content_block_stop", _index, static (writer, index) =>
        {
            writer.WriteString("type"u8, "content_block_stop"u8);
            writer.WriteNumber("index"u8, index);
        });
    }

    private void End(IBufferWriter<byte> output)
    {
        if (_failed)
        {
            return;
        }

        Close(output);
        Json.WriteEvent(output, "message_delta", this, static (writer, self) =>
        {
            writer.WriteString("type"u8, "message_delta"u8);
            writer.WriteStartObject("delta"u8);
            ChatAnswerToMessage.WriteStop(writer, self._choice ?? default, self._blockOfCall.Count > 0);
            writer.WriteEndObject();
            ChatAnswerToMessage.WriteUsage(writer, self._usage);
        });
        Json.WriteEvent(output, "message_stop", 0, static (writer, _) => writer.WriteString("type"u8, "message_stop"u8));
    }

    private static void WriteDelta(IBufferWriter<byte> output, int index, string type, string name, string text) =>
        Json.WriteEvent(output, "content_block_delta", (index, type, name, text), static (writer, delta) =>
        {
            writer.WriteString("type"u8, "content_block_delta"u8);
            writer.WriteNumber("index"u8, delta.index);
            writer.WriteStartObject("delta"u8);
            writer.WriteString("type"u8, delta.type);
            writer.WriteString(delta.name, delta.text);
            writer.WriteEndObject();
        });

    // {"error":{"message":"…","type":"…","code":500}}; the code is the status in vLLM, a word of the gateway's own otherwise.
    private static void WriteError(JsonElement error, IBufferWriter<byte> output) => Json.WriteEvent(output, "error", error, static (writer, error) =>
    {
        writer.WriteString("type"u8, "error"u8);
        writer.WriteStartObject("error"u8);
        writer.WriteString("type"u8, error.Text("type") is { } type && ErrorTypes.StatusOf(type) != 500 ? type : ErrorTypes.OfStatus(error.Int("code") ?? 500));
        writer.WriteString("message"u8, error.ValueKind == JsonValueKind.String ? error.GetString() : error.Text("message") ?? "");
        writer.WriteEndObject();
    });
}
