using System.Text.Json;
using Gateway.Proxy.Dialects;

namespace Gateway.Proxy.Batches;

/// <summary>A file of answers that grows line by line. After a restart it says what is done already; half a line at its end is taken off.</summary>
internal sealed class BatchOutput : IDisposable
{
    private readonly FileStream _file;
    private readonly Lock _lock = new();
    private readonly HashSet<string> _done = new(StringComparer.Ordinal);

    private BatchOutput(FileStream file) => _file = file;

    public long Length => _file.Length;

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _done.Count;
            }
        }
    }

    public bool Has(string customId)
    {
        lock (_lock)
        {
            return _done.Contains(customId);
        }
    }

    public static BatchOutput Open(string path)
    {
        var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        var output = new BatchOutput(file);
        output.Resume();
        return output;
    }

    public void Append(string customId, byte[] line)
    {
        lock (_lock)
        {
            _file.Write(line);
            _file.Flush();
            _done.Add(customId);
        }
    }

    public void Dispose() => _file.Dispose();

    private void Resume()
    {
        using var reader = new StreamReader(_file, leaveOpen: true);
        long whole = 0;
        while (reader.ReadLine() is { } line)
        {
            var length = System.Text.Encoding.UTF8.GetByteCount(line) + 1;
            if (whole + length > _file.Length || IdOf(line) is not { } id)
            {
                break;
            }

            _done.Add(id);
            whole += length;
        }

        _file.SetLength(whole);
        _file.Position = whole;
    }

    private static string? IdOf(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line, Json.Deep);
            return document.RootElement.Text("custom_id");
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
