namespace Gateway.Proxy.Caching;

/// <summary>Passes an answer on to the client and keeps a copy, up to a size.</summary>
internal sealed class CapturingStream(Stream client, int limit) : Stream
{
    private readonly MemoryStream _copy = new();

    /// <summary>The copy; null when the answer was larger than the limit.</summary>
    public ReadOnlyMemory<byte>? Captured => _copy.Length > limit ? null : _copy.GetBuffer().AsMemory(0, (int)_copy.Length);

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        // One byte over the limit is kept as well: it tells that the answer was too large.
        _copy.Write(buffer.Span[..(int)Math.Min(buffer.Length, Math.Max(0, limit + 1 - _copy.Length))]);
        return client.WriteAsync(buffer, cancellationToken);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) => client.FlushAsync(cancellationToken);

    public override void Flush() => client.Flush();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
