namespace Gateway.Tests.Proxy.Dialects;

/// <summary>A network stream that gives one part a read.</summary>
internal sealed class PartsStream(IEnumerable<byte[]> parts) : MemoryStream
{
    private readonly Queue<byte[]> _parts = new(parts.Where(part => part.Length > 0));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty || !_parts.TryDequeue(out var part))
        {
            return new(0);
        }

        part.CopyTo(buffer);
        return new(part.Length);
    }
}
