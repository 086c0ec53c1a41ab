using System.Runtime.InteropServices;

namespace Gateway.Simulator.Generation;

/// <summary>A small hash that is the same in every process, unlike <see cref="HashCode"/>. Not for secrets.</summary>
internal static class Hash64
{
    public const ulong Start = 0xCBF2_9CE4_8422_2325;

    /// <summary>The finishing steps of SplitMix64: every input bit reaches every output bit.</summary>
    public static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58_476D_1CE4_E5B9;
        value = (value ^ (value >> 27)) * 0x94D0_49BB_1331_11EB;
        return value ^ (value >> 31);
    }

    public static ulong Combine(ulong hash, ulong value) => Mix(hash ^ (value + 0x9E37_79B9_7F4A_7C15));

    public static ulong OfText(ReadOnlySpan<char> text, ulong hash = Start)
    {
        foreach (var character in text)
        {
            hash = (hash ^ character) * 0x0000_0100_0000_01B3;
        }

        return Mix(hash);
    }

    public static ulong OfTokens(ReadOnlySpan<int> tokens, ulong hash = Start)
    {
        foreach (var token in MemoryMarshal.Cast<int, uint>(tokens))
        {
            hash = (hash ^ token) * 0x0000_0100_0000_01B3;
        }

        return Mix(hash);
    }
}
