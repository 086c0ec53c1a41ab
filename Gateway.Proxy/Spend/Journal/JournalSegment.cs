using Microsoft.Win32.SafeHandles;

namespace Gateway.Proxy.Spend.Journal;

/// <summary>
/// The segment file that is being written. It is locked: another gateway over the same folder leaves it alone until this
/// process has closed it, or has died.
/// </summary>
internal sealed class JournalSegment : IDisposable
{
    private readonly SafeFileHandle _file;

    private JournalSegment(SafeFileHandle file, string path)
    {
        _file = file;
        Path = path;
    }

    public string Path { get; }

    public long Length { get; private set; }

    /// <param name="folder">Made when it is not there.</param>
    /// <param name="createdAt">Files are replayed in the order of their names, so the time comes first.</param>
    public static JournalSegment Create(string folder, DateTimeOffset createdAt)
    {
        Directory.CreateDirectory(folder);
        var path = System.IO.Path.Combine(folder, $"{createdAt.UtcTicks:x16}-{Random.Shared.Next():x8}{SegmentFiles.Extension}");
        var segment = new JournalSegment(File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, FileShare.None), path);
        try
        {
            segment.Append(JournalFormat.Header);
            return segment;
        }
        catch
        {
            segment.Dispose();
            File.Delete(path);
            throw;
        }
    }

    /// <summary>In the operating system's hands when this returns. A write that fails leaves nothing behind: the next one goes over it.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        RandomAccess.Write(_file, bytes, Length);
        Length += bytes.Length;
    }

    public void Dispose() => _file.Dispose();
}
