using System.Text.Json;
using Gateway.Proxy.OpenAI;

namespace Gateway.Proxy.Dialects.Responses;

/// <summary>
/// Reads the events of a server that speaks Responses itself:
/// <c>{"type":"response.created","response":{"id":"resp_…","model":"…",…}}</c>, <c>{"type":"response.output_text.delta",…}</c>,
/// <c>{"type":"response.completed","response":{…,"usage":{…}}}</c>, <c>{"type":"error",…}</c>.
/// </summary>
internal sealed class ResponsesEventReader : IEventReader
{
    public static readonly ResponsesEventReader Instance = new();

    // The last event holds the whole answer: nothing can be put in its place.
    public ReadOnlySpan<byte> Ending => default;

    public ReadOnlyMemory<byte> Error(GatewayError error)
    {
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        Json.WriteEvent(output, "error", error, static (writer, error) =>
        {
            writer.WriteString("type"u8, "error"u8);
            writer.WriteString("code"u8, error.Code);
            writer.WriteString("message"u8, error.Message);
            writer.WriteNull("param"u8);
        });
        return output.WrittenMemory;
    }

    public EventFacts Read(ReadOnlySpan<byte> data)
    {
        var facts = default(EventFacts);
        try
        {
            var reader = new Utf8JsonReader(data, new JsonReaderOptions { MaxDepth = 256 });
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return default;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("type"u8))
                {
                    reader.Read();
                    facts = OfType(ref reader, facts);
                }
                else if (reader.ValueTextEquals("response"u8))
                {
                    facts = ReadResponse(ref reader, facts);
                }
                else
                {
                    reader.Read();
                    reader.Skip();
                }
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return default;
        }

        return facts;
    }

    private static EventFacts OfType(ref Utf8JsonReader reader, EventFacts facts)
    {
        var isDone = reader.ValueTextEquals("response.completed"u8) || reader.ValueTextEquals("response.incomplete"u8);
        var isError = reader.ValueTextEquals("error"u8) || reader.ValueTextEquals("response.failed"u8);
        return facts with { IsDone = isDone, IsEnd = isDone, IsError = isError, HasToken = isDone || reader.ValueSpan.EndsWith(".delta"u8) };
    }

    private static EventFacts ReadResponse(ref Utf8JsonReader reader, EventFacts facts)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return facts;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("model"u8))
            {
                reader.Read();
                facts = facts with { Model = new ByteRange((int)reader.TokenStartIndex, (int)reader.BytesConsumed) };
            }
            else if (reader.ValueTextEquals("id"u8))
            {
                reader.Read();
                facts = facts with { Id = new ByteRange((int)reader.TokenStartIndex + 1, (int)reader.BytesConsumed - 1) };
            }
            else if (reader.ValueTextEquals("usage"u8))
            {
                reader.Read();
                facts = reader.TokenType == JsonTokenType.StartObject ? facts with { Usage = UsageReader.Read(ref reader) } : facts;
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }

        return facts;
    }
}
