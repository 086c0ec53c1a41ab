using System.Text.Json;
using Gateway.Proxy.OpenAI;

namespace Gateway.Proxy.Caching;

/// <summary>
/// The list in an embedding request, item by item:
/// <code>{"model":"m","input":["first text","second text"],"encoding_format":"base64"}</code>
/// Items are texts or lists of token ids.
/// </summary>
/// <param name="List">The brackets and what is between them.</param>
/// <param name="Items">Each item as it stands in the body.</param>
internal sealed record EmbeddingInput(ByteRange List, IReadOnlyList<ByteRange> Items)
{
    /// <summary>Null: there is one input only, and nothing to take apart.</summary>
    public static EmbeddingInput? Find(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = 256 });
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isInput = reader.ValueTextEquals("input"u8);
            reader.Read();
            if (isInput)
            {
                return reader.TokenType == JsonTokenType.StartArray ? Read(ref reader) : null;
            }

            reader.Skip();
        }

        return null;
    }

    /// <summary>The same request for some of the items.</summary>
    public byte[] Only(ReadOnlySpan<byte> body, IReadOnlyList<int> items)
    {
        using var result = new MemoryStream(body.Length);
        result.Write(body[..(List.Start + 1)]);
        for (var i = 0; i < items.Count; i++)
        {
            if (i > 0)
            {
                result.WriteByte((byte)',');
            }

            var item = Items[items[i]];
            result.Write(body[item.Start..item.End]);
        }

        result.Write(body[(List.End - 1)..]);
        return result.ToArray();
    }

    private static EmbeddingInput? Read(ref Utf8JsonReader reader)
    {
        var start = (int)reader.TokenStartIndex;
        var items = new List<ByteRange>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            // [1, 2, 3] is one input of three tokens.
            if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.StartArray))
            {
                return null;
            }

            var item = (int)reader.TokenStartIndex;
            reader.Skip();
            items.Add(new ByteRange(item, (int)reader.BytesConsumed));
        }

        return items.Count > 1 ? new EmbeddingInput(new ByteRange(start, (int)reader.BytesConsumed), items) : null;
    }
}
