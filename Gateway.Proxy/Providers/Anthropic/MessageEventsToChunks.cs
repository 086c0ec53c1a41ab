using System.Buffers;
using System.Text;
using System.Text.Json;
using Gateway.Proxy.Dialects;
using Gateway.Proxy.OpenAI;

namespace Gateway.Proxy.Providers.Anthropic;

/// <summary>
/// A message's events as chunks of a chat completion, usage and <c>[DONE]</c> included:
/// <c>message_start</c>, then for each block <c>content_block_start</c>, <c>content_block_delta</c>, …, <c>content_block_stop</c>, then
/// <c>message_delta</c> with the stop reason and <c>message_stop</c>; <c>ping</c> and <c>error</c> anywhere.
/// </summary>
internal sealed class MessageEventsToChunks(long created) : IEventTranslator
{
    private readonly StringBuilder _thinking = new();
    private string? _id;
    private string? _model;
    private string? _signature;
    private Usage _usage;
    private string? _block;
    private int _tool = -1;
    private bool _hasArguments;

    public ValueTask TranslateAsync(ReadOnlyMemory<byte> data, IBufferWriter<byte> output)
    {
        using var document = JsonDocument.Parse(data, Json.Deep);
        var root = document.RootElement;
        switch (root.Text("type"))
        {
            case "message_start" when root.Get("message") is { } message:
                Start(message, output);
                break;
            case "content_block_start" when root.Get("content_block") is { } block:
                StartBlock(block, output);
                break;
            case "content_block_delta" when root.Get("delta") is { } delta:
                Delta(delta, output);
                break;
            case "content_block_stop":
                StopBlock(output);
                break;
            case "message_delta":
                End(root, output);
                break;
            case "message_stop":
                WriteUsage(output);
                output.Write("data: [DONE]\n\n"u8);
                break;
            case "error":
                WriteError(root, output);
                break;
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask EndAsync(IBufferWriter<byte> output) => ValueTask.CompletedTask;

    private void Start(JsonElement message, IBufferWriter<byte> output)
    {
        (_id, _model) = (message.Text("id"), message.Text("model"));
        _usage = message.Get("usage") is { } usage ? MessageAnswer.UsageOf(usage) : default;
        Chunk(output, 0, static (writer, _) =>
        {
            writer.WriteString("role"u8, "assistant"u8);
            writer.WriteString("content"u8, ""u8);
        });
    }

    private void StartBlock(JsonElement block, IBufferWriter<byte> output)
    {
        _block = block.Text("type");
        switch (_block)
        {
            case "text" when block.Text("text") is { Length: > 0 } text:
                WriteText(output, "content", text);
                break;
            case "thinking":
                _thinking.Clear();
                _signature = null;
                if (block.Text("thinking") is { Length: > 0 } thought)
                {
                    AddThought(output, thought);
                }

                break;
            case "redacted_thinking":
                WriteThinkingBlock(output, block, static (writer, block) => block.WriteTo(writer));
                break;
            case "tool_use":
                _tool++;
                _hasArguments = false;
                WriteToolStart(output, block);
                break;
            case not "text":
                Chunk(output, block, static (writer, block) =>
                {
                    writer.WriteStartObject("provider_specific_fields"u8);
                    writer.WriteStartArray("content_blocks"u8);
                    block.WriteTo(writer);
                    writer.WriteEndArray();
                    writer.WriteEndObject();
                });
                break;
        }
    }

    private void Delta(JsonElement delta, IBufferWriter<byte> output)
    {
        switch (delta.Text("type"))
        {
            case "text_delta" when delta.Text("text") is { Length: > 0 } text:
                WriteText(output, "content", text);
                break;
            case "thinking_delta" when delta.Text("thinking") is { Length: > 0 } thought:
                AddThought(output, thought);
                break;
            case "signature_delta":
                _signature += delta.Text("signature");
                break;
            case "input_json_delta" when _block == "tool_use" && delta.Text("partial_json") is { Length: > 0 } part:
                _hasArguments = true;
                WriteArguments(output, part);
                break;
            case "citations_delta" when delta.Get("citation") is { } citation:
                Chunk(output, citation, static (writer, citation) =>
                {
                    writer.WriteStartObject("provider_specific_fields"u8);
                    writer.Copy("citation", citation);
                    writer.WriteEndObject();
                });
                break;
        }
    }

    private void StopBlock(IBufferWriter<byte> output)
    {
        if (_block == "tool_use" && !_hasArguments)
        {
            // A tool without parameters: OpenAI's clients parse the arguments, and "" is no JSON.
            WriteArguments(output, "{}");
        }
        else if (_block == "thinking")
        {
            WriteThinkingBlock(output, this, static (writer, self) =>
            {
                writer.WriteStartObject();
                writer.WriteString("type"u8, "thinking"u8);
                writer.WriteString("thinking"u8, self._thinking.ToString());
                writer.WriteString("signature"u8, self._signature ?? "");
                writer.WriteEndObject();
            });
        }

        _block = null;
    }

    // {"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":15}}
    private void End(JsonElement root, IBufferWriter<byte> output)
    {
        if (root.Get("usage") is { } counted)
        {
            var usage = MessageAnswer.UsageOf(counted);
            _usage = usage.PromptTokens > 0 ? usage : _usage with { CompletionTokens = usage.CompletionTokens };
        }

        if (root.Get("delta") is { } delta && delta.Text("stop_reason") is { } reason)
        {
            Json.WriteEvent(output, null, (this, delta, reason), static (writer, state) =>
            {
                state.Item1.WriteHead(writer);
                writer.WriteStartObject("delta"u8);
                writer.WriteEndObject();
                writer.WriteString("finish_reason"u8, StopReasons.ToFinishReason(state.reason));
                MessageAnswer.WriteStopSequence(writer, state.delta);
                writer.WriteEndObject();
                writer.WriteEndArray();
            });
        }
    }

    private void WriteUsage(IBufferWriter<byte> output) => Json.WriteEvent(output, null, this, static (writer, self) =>
    {
        self.WriteIdentity(writer);
        writer.WriteStartArray("choices"u8);
        writer.WriteEndArray();
        ChatUsage.Write(writer, self._usage);
    });

    // {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}; the code tells the gateway which status it would have been.
    private static void WriteError(JsonElement root, IBufferWriter<byte> output) => Json.WriteEvent(output, null, root.Get("error") ?? root, static (writer, error) =>
    {
        writer.WriteStartObject("error"u8);
        writer.WriteString("message"u8, error.Text("message") ?? "");
        writer.WriteString("type"u8, error.Text("type") ?? "api_error");
        writer.WriteNull("param"u8);
        writer.WriteNumber("code"u8, ErrorTypes.StatusOf(error.Text("type")));
        writer.WriteEndObject();
    });

    private void AddThought(IBufferWriter<byte> output, string thought)
    {
        _thinking.Append(thought);
        Chunk(output, thought, static (writer, thought) =>
        {
            writer.WriteString("reasoning_content"u8, thought);
            writer.WriteString("reasoning"u8, thought);
        });
    }

    private void WriteThinkingBlock<TState>(IBufferWriter<byte> output, TState state, Action<Utf8JsonWriter, TState> block) =>
        Chunk(output, (state, block), static (writer, own) =>
        {
            writer.WriteStartArray("thinking_blocks"u8);
            own.block(writer, own.state);
            writer.WriteEndArray();
        });

    private void WriteText(IBufferWriter<byte> output, string name, string text) =>
        Chunk(output, (name, text), static (writer, field) => writer.WriteString(field.name, field.text));

    private void WriteToolStart(IBufferWriter<byte> output, JsonElement block) => Chunk(output, (block, _tool), static (writer, call) =>
    {
        writer.WriteStartArray("tool_calls"u8);
        writer.WriteStartObject();
        writer.WriteNumber("index"u8, call._tool);
        writer.WriteString("id"u8, call.block.Text("id"));
        writer.WriteString("type"u8, "function"u8);
        writer.WriteStartObject("function"u8);
        writer.WriteString("name"u8, call.block.Text("name"));
        writer.WriteString("arguments"u8, ""u8);
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndArray();
    });

    private void WriteArguments(IBufferWriter<byte> output, string part) => Chunk(output, (part, _tool), static (writer, call) =>
    {
        writer.WriteStartArray("tool_calls"u8);
        writer.WriteStartObject();
        writer.WriteNumber("index"u8, call._tool);
        writer.WriteStartObject("function"u8);
        writer.WriteString("arguments"u8, call.part);
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndArray();
    });

    private void Chunk<TState>(IBufferWriter<byte> output, TState state, Action<Utf8JsonWriter, TState> delta) =>
        Json.WriteEvent(output, null, (this, state, delta), static (writer, own) =>
        {
            own.Item1.WriteHead(writer);
            writer.WriteStartObject("delta"u8);
            own.delta(writer, own.state);
            writer.WriteEndObject();
            writer.WriteNull("finish_reason"u8);
            writer.WriteEndObject();
            writer.WriteEndArray();
        });

    private void WriteHead(Utf8JsonWriter writer)
    {
        WriteIdentity(writer);
        writer.WriteStartArray("choices"u8);
        writer.WriteStartObject();
        writer.WriteNumber("index"u8, 0);
    }

    private void WriteIdentity(Utf8JsonWriter writer)
    {
        writer.WriteString("id"u8, _id);
        writer.WriteString("object"u8, "chat.completion.chunk"u8);
        writer.WriteNumber("created"u8, created);
        writer.WriteString("model"u8, _model);
    }
}
