using System.Buffers.Binary;

namespace Gateway.Proxy.Spend.Journal;

/// <summary>Reads a segment that nobody writes any more, and keeps others from reading it at the same time.</summary>
internal sealed class SegmentReader : IDisposable
{
    private readonly FileStream _file;
    private readonly TextPool _pool = new();
    private readonly byte[] _payload = new byte[JournalFormat.LongestRecord];

    private SegmentReader(FileStream file) => _file = file;

    /// <summary>Records whose checksum did not fit although they were whole: a broken disk, not a kill.</summary>
    public int Damaged { get; private set; }

    /// <summary>Bytes of a last record that was not written to its end.</summary>
    public long Torn { get; private set; }

    /// <summary>Null when another process has the file, or it is gone.</summary>
    public static SegmentReader? TryOpen(string path)
    {
        try
        {
            return new SegmentReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.None, bufferSize: 16 * 1024));
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Fills <paramref name="entries"/> up to <paramref name="most"/>; false when there was nothing left.</summary>
    public bool Read(List<JournalEntry> entries, int most)
    {
        entries.Clear();
        while (entries.Count < most && Next() is { } entry)
        {
            entries.Add(entry);
        }

        return entries.Count > 0;
    }

    public void Delete() => File.Delete(_file.Name);

    public void Dispose() => _file.Dispose();

    private JournalEntry? Next()
    {
        if (_file.Position == 0 && !ReadHeader())
        {
            return null;
        }

        Span<byte> frame = stackalloc byte[JournalFormat.FrameSize];
        while (true)
        {
            var start = _file.Position;
            if (_file.ReadAtLeast(frame, frame.Length, throwOnEndOfStream: false) < frame.Length)
            {
                return Tear(start);
            }

            var length = BinaryPrimitives.ReadInt32LittleEndian(frame);
            if (length == 0)
            {
                // What the process had not used yet when it was killed.
                _file.Position = _file.Length;
                return null;
            }

            if (length < 0 || length > _payload.Length || start + frame.Length + length > _file.Length)
            {
                return Tear(start);
            }

            var payload = _payload.AsSpan(0, length);
            _file.ReadExactly(payload);
            if (JournalFormat.Checksum(payload) == BinaryPrimitives.ReadUInt32LittleEndian(frame[4..]))
            {
                return SpendLogCodec.Read(payload, _pool);
            }

            if (_file.Position == _file.Length)
            {
                return Tear(start);
            }

            Damaged++;
        }
    }

    private bool ReadHeader()
    {
        Span<byte> header = stackalloc byte[JournalFormat.Header.Length];
        if (_file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) == header.Length && header.SequenceEqual(JournalFormat.Header))
        {
            return true;
        }

        Tear(0);
        return false;
    }

    private JournalEntry? Tear(long start)
    {
        Torn = _file.Length - start;
        _file.Position = _file.Length;
        return null;
    }
}
