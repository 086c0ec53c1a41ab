using System.Buffers.Binary;

namespace Gateway.Proxy.Routing;

/// <summary>
/// A prompt as a chain of block hashes, like vLLM's own prefix cache: two prompts have the first n hashes in common exactly when
/// they have the first n blocks in common. The same on every replica and after every restart.
/// </summary>
internal static class PrefixBlocks
{
    /// <summary>Bytes of a block: some 64 tokens, four blocks of vLLM's.</summary>
    public const int Size = 256;

    /// <summary>Longer prompts are told apart well enough by their beginning.</summary>
    public const int Most = 64;

    private const ulong Multiplier = 0x9E3779B97F4A7C15;

    /// <summary>Fills <paramref name="hashes"/>; gives how many whole blocks there are.</summary>
    public static int Chain(ulong seed, ReadOnlySpan<byte> prompt, Span<ulong> hashes)
    {
        var count = Math.Min(Math.Min(prompt.Length / Size, Most), hashes.Length);
        var hash = seed;
        for (var i = 0; i < count; i++)
        {
            var block = prompt.Slice(i * Size, Size);
            for (var j = 0; j < Size; j += sizeof(ulong))
            {
                hash = Mix(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(block[j..]));
            }

            hashes[i] = hash;
        }

        return count;
    }

    /// <summary>Of a short text, such as a name.</summary>
    public static ulong Hash(ulong seed, string text)
    {
        var hash = seed;
        foreach (var c in text)
        {
            hash = Mix(hash ^ c);
        }

        return hash;
    }

    private static ulong Mix(ulong value)
    {
        value *= Multiplier;
        value ^= value >> 32;
        value *= Multiplier;
        return value ^ (value >> 29);
    }
}
