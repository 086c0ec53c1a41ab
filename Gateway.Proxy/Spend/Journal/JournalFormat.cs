using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Gateway.Proxy.Spend.Journal;

/// <summary>
/// How a segment file is built, all numbers little-endian:
/// <code>
/// "GWSPEND1"                                           eight bytes, once
/// | length of payload: u32 | CRC-32C of payload: u32 | payload |   a record, repeated
/// </code>
/// A segment whose process was killed ends with zeros. A file that was cut is a record that ends after the file does, or whose
/// checksum does not fit.
/// </summary>
internal static class JournalFormat
{
    public const int FrameSize = 8;

    /// <summary>No record is longer: texts are cut to the limits of <see cref="SpendLogCodec"/>.</summary>
    public const int LongestRecord = 16 * 1024;

    public static ReadOnlySpan<byte> Header => "GWSPEND1"u8;

    /// <summary>Writes frame and payload; gives the length of both.</summary>
    public static int Write(Span<byte> destination, long logId, SpendLog log)
    {
        var length = SpendLogCodec.Write(destination[FrameSize..], logId, log);
        BinaryPrimitives.WriteInt32LittleEndian(destination, length);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[4..], Checksum(destination.Slice(FrameSize, length)));
        return FrameSize + length;
    }

    public static uint Checksum(ReadOnlySpan<byte> payload)
    {
        var sum = uint.MaxValue;
        foreach (var eight in MemoryMarshal.Cast<byte, ulong>(payload))
        {
            sum = BitOperations.Crc32C(sum, eight);
        }

        foreach (var one in payload[(payload.Length & ~7)..])
        {
            sum = BitOperations.Crc32C(sum, one);
        }

        return ~sum;
    }
}
