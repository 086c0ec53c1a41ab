using System.Buffers.Binary;

namespace Gateway.Proxy.Caching.Semantic;

/// <summary>A prompt's meaning, and where its answer is.</summary>
/// <param name="Space">All that has to be the same: endpoint, model, the other fields, the messages before.</param>
/// <param name="Key">Of the answer in the response cache.</param>
/// <param name="ExpiresAt">When the answer will be gone.</param>
/// <param name="Vector">Of length 1.</param>
internal sealed record SemanticEntry(string Space, string Key, DateTimeOffset ExpiresAt, float[] Vector)
{
    /// <summary>The vector's numbers, 4 bytes each, little-endian.</summary>
    public byte[] VectorBytes()
    {
        var bytes = new byte[Vector.Length * sizeof(float)];
        for (var i = 0; i < Vector.Length; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), Vector[i]);
        }

        return bytes;
    }

    public static float[] VectorOf(ReadOnlySpan<byte> bytes)
    {
        var vector = new float[bytes.Length / sizeof(float)];
        for (var i = 0; i < vector.Length; i++)
        {
            vector[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes[(i * sizeof(float))..]);
        }

        return vector;
    }
}
