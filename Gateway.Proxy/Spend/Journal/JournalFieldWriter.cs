using System.Buffers.Binary;
using System.Text.Unicode;

namespace Gateway.Proxy.Spend.Journal;

/// <summary>Puts one field after the other into a buffer.</summary>
internal ref struct JournalFieldWriter(Span<byte> destination)
{
    private readonly Span<byte> _destination = destination;

    public int Length { get; private set; }

    public void Number(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(_destination[Length..], value);
        Length += sizeof(long);
    }

    public void Small(int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(_destination[Length..], value);
        Length += sizeof(int);
    }

    /// <summary>At most <paramref name="longest"/> bytes of it, cut between two characters.</summary>
    public void Text(string? text, int longest)
    {
        var prefix = _destination[Length..];
        Length += sizeof(ushort);
        if (text is null)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(prefix, JournalFieldReader.Null);
            return;
        }

        Utf8.FromUtf16(text, _destination.Slice(Length, longest), out _, out var written);
        BinaryPrimitives.WriteUInt16LittleEndian(prefix, (ushort)written);

        // PostgreSQL takes every character but this one.
        _destination.Slice(Length, written).Replace((byte)0, (byte)'?');
        Length += written;
    }
}
