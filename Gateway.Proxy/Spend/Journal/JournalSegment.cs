using System.Buffers.Binary;
using System.IO.MemoryMappedFiles;
using Microsoft.Win32.SafeHandles;

namespace Gateway.Proxy.Spend.Journal;

/// <summary>
/// The segment file that is being written, mapped into memory: adding a record costs a copy and no system call, and what is
/// copied is the operating system's, so it outlives the process. Another gateway over the same folder leaves the file alone
/// until this process has closed it, or has died.
/// </summary>
internal sealed class JournalSegment : IDisposable
{
    private const int Size = 512 * 1024;

    private static readonly byte[] s_zeros = new byte[64 * 1024];

    private readonly SafeFileHandle _file;
    private readonly MemoryMappedFile _map;
    private readonly MemoryMappedViewAccessor _view;

    private JournalSegment(SafeFileHandle file)
    {
        _file = file;
        _map = MemoryMappedFile.CreateFromFile(file, mapName: null, Size, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: true);
        _view = _map.CreateViewAccessor(0, Size);
    }

    public int Length { get; private set; }

    /// <param name="folder">Made when it is not there.</param>
    /// <param name="createdAt">Files are replayed in the order of their names, so the time comes first.</param>
    /// <exception cref="IOException">The disk is full, for one.</exception>
    public static JournalSegment Create(string folder, DateTimeOffset createdAt)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, $"{createdAt.UtcTicks:x16}-{Random.Shared.Next():x8}{SegmentFiles.Extension}");
        var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
        try
        {
            Reserve(file);
            var segment = new JournalSegment(file);
            segment._view.SafeMemoryMappedViewHandle.WriteSpan(0, JournalFormat.Header);
            segment.Length = JournalFormat.Header.Length;
            return segment;
        }
        catch
        {
            file.Dispose();
            File.Delete(path);
            throw;
        }
    }

    /// <summary>In the operating system's hands when this returns. False: the segment is full.</summary>
    public bool TryAppend(ReadOnlySpan<byte> record)
    {
        if (Length + record.Length > Size)
        {
            return false;
        }

        // The length comes last: until it is there, a reader sees the end of the segment.
        var view = _view.SafeMemoryMappedViewHandle;
        view.WriteSpan((ulong)Length + sizeof(int), record[sizeof(int)..]);
        view.Write((ulong)Length, BinaryPrimitives.ReadInt32LittleEndian(record));
        Length += record.Length;
        return true;
    }

    public void Dispose()
    {
        // Disposing of the view itself would first wait for the disk (msync), milliseconds in which every request waits too.
        _view.SafeMemoryMappedViewHandle.Dispose();
        _map.Dispose();
        try
        {
            RandomAccess.SetLength(_file, Length);
        }
        finally
        {
            _file.Dispose();
        }
    }

    // A disk without room says so here. A mapped page that finds no room later would end the process.
    private static void Reserve(SafeFileHandle file)
    {
        for (var offset = 0; offset < Size; offset += s_zeros.Length)
        {
            RandomAccess.Write(file, s_zeros, offset);
        }
    }
}
