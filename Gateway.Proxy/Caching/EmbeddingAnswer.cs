using System.Text.Json;

namespace Gateway.Proxy.Caching;

/// <summary>
/// An embedding answer, taken apart and put together:
/// <code>{"object":"list","data":[{"object":"embedding","index":0,"embedding":[0.1,-0.2]}],"model":"m","usage":{"prompt_tokens":5,"total_tokens":5}}</code>
/// An embedding is a list of numbers or a base64 text, and is passed on as it stands.
/// </summary>
internal static class EmbeddingAnswer
{
    /// <summary>The embeddings by their index; null when the answer does not hold <paramref name="count"/> of them.</summary>
    public static ReadOnlyMemory<byte>[]? Read(ReadOnlyMemory<byte> answer, int count)
    {
        var found = new ReadOnlyMemory<byte>[count];
        var reader = new Utf8JsonReader(answer.Span, new JsonReaderOptions { MaxDepth = 256 });
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return null;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isData = reader.ValueTextEquals("data"u8);
            reader.Read();
            if (isData && reader.TokenType == JsonTokenType.StartArray)
            {
                while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
                {
                    ReadItem(ref reader, answer, found);
                }
            }
            else
            {
                reader.Skip();
            }
        }

        return Array.Exists(found, static embedding => embedding.IsEmpty) ? null : found;
    }

    public static byte[] Write(IReadOnlyList<ReadOnlyMemory<byte>> embeddings, string model, int promptTokens)
    {
        using var result = new MemoryStream(embeddings.Sum(embedding => embedding.Length + 64) + 256);
        using var json = new Utf8JsonWriter(result);
        json.WriteStartObject();
        json.WriteString("object"u8, "list"u8);
        json.WriteStartArray("data"u8);
        for (var i = 0; i < embeddings.Count; i++)
        {
            json.WriteStartObject();
            json.WriteString("object"u8, "embedding"u8);
            json.WriteNumber("index"u8, i);
            json.WritePropertyName("embedding"u8);
            json.WriteRawValue(embeddings[i].Span, skipInputValidation: true);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("model"u8, model);
        json.WriteStartObject("usage"u8);
        json.WriteNumber("prompt_tokens"u8, promptTokens);
        json.WriteNumber("total_tokens"u8, promptTokens);
        json.WriteEndObject();
        json.WriteEndObject();
        json.Flush();
        return result.ToArray();
    }

    // {"object":"embedding","index":0,"embedding":[…]}
    private static void ReadItem(ref Utf8JsonReader reader, ReadOnlyMemory<byte> answer, ReadOnlyMemory<byte>[] found)
    {
        var index = -1;
        ReadOnlyMemory<byte> embedding = default;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isIndex = reader.ValueTextEquals("index"u8);
            var isEmbedding = reader.ValueTextEquals("embedding"u8);
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            if (isIndex && reader.TokenType == JsonTokenType.Number)
            {
                reader.TryGetInt32(out index);
            }

            reader.Skip();
            if (isEmbedding)
            {
                embedding = answer[start..(int)reader.BytesConsumed];
            }
        }

        if (index >= 0 && index < found.Length)
        {
            found[index] = embedding;
        }
    }
}
