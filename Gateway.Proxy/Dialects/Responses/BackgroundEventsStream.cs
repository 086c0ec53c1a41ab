using System.Buffers;
using Gateway.Proxy.OpenAI;

namespace Gateway.Proxy.Dialects.Responses;

/// <summary>Takes what a call answers: each event as soon as it is whole, and what is none, as an error's JSON, in <see cref="Rest"/>.</summary>
internal sealed class BackgroundEventsStream(BackgroundEvents events) : Stream
{
    private readonly ArrayBufferWriter<byte> _open = new();

    /// <summary>What came after the last event.</summary>
    public ReadOnlyMemory<byte> Rest => _open.WrittenMemory;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        _open.Write(buffer);
        var rest = _open.WrittenMemory;
        while (SseEvent.Length(rest.Span) is > 0 and var length)
        {
            events.Add(rest[..length].ToArray());
            rest = rest[length..];
        }

        if (rest.Length < _open.WrittenCount)
        {
            var open = rest.ToArray();
            _open.ResetWrittenCount();
            _open.Write(open);
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        Write(buffer.AsSpan(offset, count));
        return Task.CompletedTask;
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
