using System.Text.Json;
using Gateway.Proxy.OpenAI;

namespace Gateway.Proxy.Realtime;

/// <summary>
/// What the gateway acts on in one event of either side. Raw forms, OpenAI's and vLLM's:
/// <c>{"type":"session.created","session":{"model":"…",…}}</c>, <c>{"type":"session.update","model":"…"}</c>,
/// <c>{"type":"response.created","response":{"id":"resp_…",…}}</c>,
/// <c>{"type":"response.done","response":{"id":"resp_…","usage":{"input_tokens":9,"output_tokens":3,…},…}}</c>,
/// <c>{"type":"transcription.done","text":"…","usage":{"prompt_tokens":9,…}}</c>.
/// </summary>
/// <param name="Model">Where the model's name stands, with its quotes; empty: not in this event.</param>
/// <param name="ResponseId">Of the answer; null: it has none.</param>
/// <param name="Usage">What the answer has used; null: not said.</param>
internal readonly record struct RealtimeEvent(RealtimeEventKind Kind, ByteRange Model, string? ResponseId, Usage? Usage)
{
    /// <summary>Reads no further than to the type of an event that means nothing here, such as a piece of audio.</summary>
    public static RealtimeEvent Read(ReadOnlySpan<byte> json)
    {
        RealtimeEvent found = default;
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 256 });
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return default;
            }

            var typed = false;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("type"u8))
                {
                    reader.Read();
                    found = found with { Kind = KindOf(ref reader) };
                    if (found.Kind == RealtimeEventKind.Other)
                    {
                        return default;
                    }

                    typed = true;
                }
                else if (reader.ValueTextEquals("session"u8) || reader.ValueTextEquals("response"u8))
                {
                    reader.Read();
                    found = reader.TokenType == JsonTokenType.StartObject ? ReadMembers(ref reader, found, nested: true) : found;
                }
                else
                {
                    found = ReadMember(ref reader, found, nested: false);
                }
            }

            return typed ? found : default;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return default;
        }
    }

    private static RealtimeEventKind KindOf(ref Utf8JsonReader reader) =>
        reader.TokenType != JsonTokenType.String ? RealtimeEventKind.Other
        : reader.ValueTextEquals("response.created"u8) ? RealtimeEventKind.ResponseCreated
        : reader.ValueTextEquals("response.done"u8) || reader.ValueTextEquals("transcription.done"u8) ? RealtimeEventKind.ResponseDone
        : reader.ValueSpan.StartsWith("session."u8) ? RealtimeEventKind.Session
        : RealtimeEventKind.Other;

    private static RealtimeEvent ReadMembers(ref Utf8JsonReader reader, RealtimeEvent found, bool nested)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            found = ReadMember(ref reader, found, nested);
        }

        return found;
    }

    private static RealtimeEvent ReadMember(ref Utf8JsonReader reader, RealtimeEvent found, bool nested)
    {
        var (isModel, isId, isUsage) = (reader.ValueTextEquals("model"u8), nested && reader.ValueTextEquals("id"u8), reader.ValueTextEquals("usage"u8));
        reader.Read();
        if (isModel && reader.TokenType == JsonTokenType.String)
        {
            return found with { Model = new ByteRange((int)reader.TokenStartIndex, (int)reader.BytesConsumed) };
        }

        if (isId && reader.TokenType == JsonTokenType.String)
        {
            return found with { ResponseId = reader.GetString() };
        }

        if (isUsage && reader.TokenType == JsonTokenType.StartObject)
        {
            return found with { Usage = UsageReader.Read(ref reader) };
        }

        reader.Skip();
        return found;
    }
}
