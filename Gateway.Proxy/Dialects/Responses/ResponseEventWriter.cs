using System.Buffers;
using System.Text.Json;
using Gateway.Proxy.OpenAI;

namespace Gateway.Proxy.Dialects.Responses;

/// <summary>Writes a response's events, numbered: <c>event: response.output_text.delta</c>, <c>data: {"type":"response.output_text.delta","sequence_number":4,…}</c>.</summary>
/// <param name="output">Where they go.</param>
/// <param name="envelope">Of the response that they are about.</param>
/// <param name="first">The number of the first.</param>
internal sealed class ResponseEventWriter(IBufferWriter<byte> output, ResponseEnvelope envelope, int first = 0)
{
    private int _number = first;

    public void Response(string type, ResponseState state) => Event(type, (envelope, state), static (writer, own) =>
    {
        writer.WritePropertyName("response"u8);
        own.envelope.Write(writer, own.state);
    });

    public void ItemAdded(OutputItem item, int index)
    {
        Event("response.output_item.added", (item, index), static (writer, own) =>
        {
            writer.WriteNumber("output_index"u8, own.index);
            writer.WritePropertyName("item"u8);
            own.item.Write(writer, done: false);
        });
        if (!item.IsCall)
        {
            Part("response.content_part.added", item, index, "");
        }
    }

    /// <summary>A custom tool's input has no deltas before it is whole.</summary>
    public void Delta(OutputItem item, int index, string text, IReadOnlyList<JsonElement> logprobs)
    {
        if (item.Kind != OutputItemKind.CustomToolCall)
        {
            WriteDelta(item, index, text, logprobs);
        }
    }

    public void ItemDone(OutputItem item, int index, bool complete)
    {
        if (item.Kind == OutputItemKind.CustomToolCall)
        {
            WriteDelta(item, index, item.Said, []);
        }

        Event(Name(item, "done"), (item, index), static (writer, own) =>
        {
            WritePlace(writer, own.item, own.index);
            if (own.item.Kind == OutputItemKind.FunctionCall)
            {
                writer.WriteString("name"u8, own.item.Name);
            }

            writer.WriteString(own.item.TextName, own.item.Said);
            WriteLogprobs(writer, own.item, own.item.Logprobs);
        });
        if (!item.IsCall)
        {
            Part("response.content_part.done", item, index, item.Text.ToString());
        }

        Event("response.output_item.done", (item, index, complete), static (writer, own) =>
        {
            writer.WriteNumber("output_index"u8, own.index);
            writer.WritePropertyName("item"u8);
            own.item.Write(writer, done: true, own.complete);
        });
    }

    public void Error(GatewayError error) => Event("error", error, static (writer, error) =>
    {
        writer.WriteString("code"u8, error.Code);
        writer.WriteString("message"u8, error.Message);
        writer.WriteNull("param"u8);
    });

    private void WriteDelta(OutputItem item, int index, string text, IReadOnlyList<JsonElement> logprobs) => Event(Name(item, "delta"), (item, index, text, logprobs), static (writer, own) =>
    {
        WritePlace(writer, own.item, own.index);
        writer.WriteString("delta"u8, own.text);
        WriteLogprobs(writer, own.item, own.logprobs);
    });

    private void Part(string type, OutputItem item, int index, string text) => Event(type, (item, index, text), static (writer, own) =>
    {
        WritePlace(writer, own.item, own.index);
        writer.WritePropertyName("part"u8);
        own.item.WritePart(writer, own.text);
    });

    private void Event<TState>(string type, TState state, Action<Utf8JsonWriter, TState> members) =>
        Json.WriteEvent(output, type, (type, Number: _number++, state, members), static (writer, own) =>
        {
            writer.WriteString("type"u8, own.type);
            writer.WriteNumber("sequence_number"u8, own.Number);
            own.members(writer, own.state);
        });

    private static string Name(OutputItem item, string what) => item.Kind switch
    {
        OutputItemKind.FunctionCall => "response.function_call_arguments." + what,
        OutputItemKind.CustomToolCall => "response.custom_tool_call_input." + what,
        _ => $"response.{item.PartType}.{what}",
    };

    private static void WritePlace(Utf8JsonWriter writer, OutputItem item, int index)
    {
        writer.WriteString("item_id"u8, item.Id);
        writer.WriteNumber("output_index"u8, index);
        if (!item.IsCall)
        {
            writer.WriteNumber("content_index"u8, 0);
        }
    }

    private static void WriteLogprobs(Utf8JsonWriter writer, OutputItem item, IReadOnlyList<JsonElement> logprobs)
    {
        if (item.Kind == OutputItemKind.Message)
        {
            OutputItem.WriteLogprobs(writer, logprobs);
        }
    }
}
