using System.Buffers.Binary;
using System.Text;
using Gateway.Proxy.OpenAI;

namespace Gateway.Proxy.Caching;

/// <summary>A whole answer as the client got it.</summary>
/// <param name="StoredAt">When it was stored, for <c>s-maxage</c>.</param>
/// <param name="ContentType">JSON, or an event stream with its <c>[DONE]</c>.</param>
/// <param name="Usage">What it took to make it; a hit is logged with it, at no cost.</param>
internal sealed record CachedAnswer(DateTimeOffset StoredAt, string ContentType, Usage Usage, ReadOnlyMemory<byte> Body)
{
    // In Redis: version, milliseconds since 1970, prompt tokens, completion tokens, length of the content type; little-endian.
    private const byte Version = 1;
    private const int HeaderSize = 1 + 8 + 4 + 4 + 2;

    public byte[] ToBytes()
    {
        var type = Encoding.ASCII.GetBytes(ContentType);
        var bytes = new byte[HeaderSize + type.Length + Body.Length];
        bytes[0] = Version;
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(1), StoredAt.ToUnixTimeMilliseconds());
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(9), Usage.PromptTokens);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(13), Usage.CompletionTokens);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(17), (ushort)type.Length);
        type.CopyTo(bytes, HeaderSize);
        Body.CopyTo(bytes.AsMemory(HeaderSize + type.Length));
        return bytes;
    }

    /// <summary>Null when the bytes are of another version, or no answer at all.</summary>
    public static CachedAnswer? FromBytes(byte[] bytes)
    {
        if (bytes.Length < HeaderSize || bytes[0] != Version)
        {
            return null;
        }

        var body = HeaderSize + BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(17));
        return body > bytes.Length ? null : new CachedAnswer(
            DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(1))),
            Encoding.ASCII.GetString(bytes.AsSpan(HeaderSize, body - HeaderSize)),
            new Usage(BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(9)), BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(13))),
            bytes.AsMemory(body));
    }
}
