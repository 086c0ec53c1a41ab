using System.Text.Json;
using Gateway.Proxy.OpenAI;

namespace Gateway.Proxy.Dialects.Messages;

/// <summary>
/// Reads Anthropic's events:
/// <c>{"type":"message_start","message":{"model":"…","usage":{"input_tokens":9,…},…}}</c>, <c>{"type":"content_block_delta",…}</c>,
/// <c>{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":3}}</c>, <c>{"type":"message_stop"}</c>, <c>{"type":"error",…}</c>.
/// </summary>
internal sealed class MessagesEventReader : IEventReader
{
    public static readonly MessagesEventReader Instance = new();

    public ReadOnlySpan<byte> Ending => "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n"u8;

    public ReadOnlyMemory<byte> Error(GatewayError error) => MessagesErrors.ToEvent(error);

    public EventFacts Read(ReadOnlySpan<byte> data)
    {
        var kind = Kind.Other;
        ByteRange model = default;
        Usage? usage = null;
        var hasStopReason = false;
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
                    kind = KindOf(ref reader);
                }
                else if (reader.ValueTextEquals("message"u8) || reader.ValueTextEquals("delta"u8))
                {
                    ReadInner(ref reader, ref model, ref usage, ref hasStopReason);
                }
                else if (reader.ValueTextEquals("usage"u8))
                {
                    ReadUsage(ref reader, ref usage);
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

        return new EventFacts(kind == Kind.Output || (kind == Kind.Delta && hasStopReason), kind == Kind.Delta && hasStopReason, kind == Kind.Stop, kind == Kind.Error, model, default, usage);
    }

    private static Kind KindOf(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("content_block_delta"u8) || reader.ValueTextEquals("content_block_start"u8) ? Kind.Output
        : reader.ValueTextEquals("message_delta"u8) ? Kind.Delta
        : reader.ValueTextEquals("message_stop"u8) ? Kind.Stop
        : reader.ValueTextEquals("error"u8) ? Kind.Error
        : Kind.Other;

    private static void ReadInner(ref Utf8JsonReader reader, ref ByteRange model, ref Usage? usage, ref bool hasStopReason)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("model"u8))
            {
                reader.Read();
                model = new ByteRange((int)reader.TokenStartIndex, (int)reader.BytesConsumed);
            }
            else if (reader.ValueTextEquals("usage"u8))
            {
                ReadUsage(ref reader, ref usage);
            }
            else if (reader.ValueTextEquals("stop_reason"u8))
            {
                reader.Read();
                hasStopReason = reader.TokenType == JsonTokenType.String;
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }
    }

    private static void ReadUsage(ref Utf8JsonReader reader, ref Usage? usage)
    {
        reader.Read();
        usage = reader.TokenType == JsonTokenType.StartObject ? UsageReader.Read(ref reader) : usage;
    }

    private enum Kind
    {
        Other,
        Output,
        Delta,
        Stop,
        Error,
    }
}
