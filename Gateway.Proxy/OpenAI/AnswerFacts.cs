using System.Text.Json;

namespace Gateway.Proxy.OpenAI;

/// <summary>What one pass over a JSON answer, or over one chunk of a stream, found.</summary>
/// <param name="Model">Range of the <c>model</c> value, quotes included; empty when there is none.</param>
/// <param name="Usage">The <c>usage</c> object, when there is one and it is not null.</param>
/// <param name="NoChoices"><c>"choices": []</c>: the usage chunk of a stream.</param>
/// <param name="IsError">It is an error object, in vLLM's newer or older shape.</param>
internal readonly record struct AnswerFacts(ByteRange Model, Usage? Usage, bool NoChoices, bool IsError)
{
    /// <summary>Empty facts when the bytes are not a JSON object.</summary>
    public static AnswerFacts Read(ReadOnlySpan<byte> json)
    {
        ByteRange model = default;
        Usage? usage = null;
        bool noChoices = false, isError = false;
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 256 });
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return default;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("model"u8))
                {
                    reader.Read();
                    model = reader.TokenType == JsonTokenType.String ? new ByteRange((int)reader.TokenStartIndex, (int)reader.BytesConsumed) : default;
                }
                else if (reader.ValueTextEquals("usage"u8))
                {
                    reader.Read();
                    usage = reader.TokenType == JsonTokenType.StartObject ? UsageReader.Read(ref reader) : null;
                }
                else if (reader.ValueTextEquals("choices"u8))
                {
                    reader.Read();
                    if (reader.TokenType == JsonTokenType.StartArray)
                    {
                        // Standing on the first element, or on the closing bracket.
                        reader.Read();
                        noChoices = reader.TokenType == JsonTokenType.EndArray;
                        SkipRest(ref reader, noChoices);
                    }
                }
                else if (reader.ValueTextEquals("error"u8))
                {
                    reader.Read();
                    isError |= reader.TokenType is JsonTokenType.StartObject or JsonTokenType.String;
                    reader.Skip();
                }
                else if (reader.ValueTextEquals("object"u8))
                {
                    reader.Read();
                    isError |= reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("error"u8);
                    reader.Skip();
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

        return new AnswerFacts(model, usage, noChoices, isError);
    }

    private static void SkipRest(ref Utf8JsonReader reader, bool atEnd)
    {
        if (atEnd)
        {
            return;
        }

        do
        {
            reader.Skip();
        }
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray);
    }
}
