using System.Buffers.Binary;
using System.Text;

namespace Gateway.Proxy.Spend.Journal;

/// <summary>Takes the fields out again, in the order in which <see cref="JournalFieldWriter"/> put them in.</summary>
internal ref struct JournalFieldReader(ReadOnlySpan<byte> source, TextPool pool)
{
    public const ushort Null = ushort.MaxValue;

    private ReadOnlySpan<byte> _left = source;

    /// <summary>An older version has written this record: it knew no further fields.</summary>
    public readonly bool IsAtEnd => _left.IsEmpty;

    public long Number()
    {
        var value = BinaryPrimitives.ReadInt64LittleEndian(_left);
        _left = _left[sizeof(long)..];
        return value;
    }

    public int Small()
    {
        var value = BinaryPrimitives.ReadInt32LittleEndian(_left);
        _left = _left[sizeof(int)..];
        return value;
    }

    public string? Text()
    {
        var length = BinaryPrimitives.ReadUInt16LittleEndian(_left);
        _left = _left[sizeof(ushort)..];
        return length == Null ? null : pool.Get(Take(length));
    }

    /// <summary>A text that no other record has.</summary>
    public string OwnText()
    {
        var length = BinaryPrimitives.ReadUInt16LittleEndian(_left);
        _left = _left[sizeof(ushort)..];
        return Encoding.UTF8.GetString(Take(length));
    }

    private ReadOnlySpan<byte> Take(int length)
    {
        var bytes = _left[..length];
        _left = _left[length..];
        return bytes;
    }
}
