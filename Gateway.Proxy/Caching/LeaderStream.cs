namespace Gateway.Proxy.Caching;

/// <summary>The leader's response body: what it gets is shared first, and then written to its own client, if that one is still there.</summary>
internal sealed class LeaderStream(HttpResponse response, Stream client, SharedAnswer call, CancellationToken clientGone) : Stream
{
    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (response.StatusCode == StatusCodes.Status200OK)
        {
            call.Append(response.ContentType, buffer.Span);
        }

        if (!clientGone.IsCancellationRequested)
        {
            try
            {
                await client.WriteAsync(buffer, cancellationToken);
            }
            catch (Exception exception) when (exception is OperationCanceledException or IOException && clientGone.IsCancellationRequested)
            {
                // The others still read.
            }
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) =>
        clientGone.IsCancellationRequested ? Task.CompletedTask : client.FlushAsync(cancellationToken);

    public override void Flush()
    {
    }

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
