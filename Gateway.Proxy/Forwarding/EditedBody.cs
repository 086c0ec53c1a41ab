using Gateway.Proxy.OpenAI;

namespace Gateway.Proxy.Forwarding;

/// <summary>The request's body with one deployment's edits, as a stream that YARP copies upstream. No second copy is made.</summary>
internal sealed class EditedBody(ReadOnlyMemory<byte> body, List<BodyEdit> edits) : Stream
{
    private int _position;
    private int _edit;
    private int _written;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        Task.FromResult(Read(buffer.AsSpan(offset, count)));

    /// <summary>Piece by piece, as they are: nothing is copied on the way.</summary>
    public override async Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken)
    {
        var position = 0;
        foreach (var edit in edits)
        {
            await destination.WriteAsync(body[position..edit.Range.Start], cancellationToken);
            await destination.WriteAsync(edit.Replacement, cancellationToken);
            position = edit.Range.End;
        }

        await destination.WriteAsync(body[position..], cancellationToken);
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var total = 0;
        while (total < buffer.Length)
        {
            var read = _edit < edits.Count && _position == edits[_edit].Range.Start
                ? ReadReplacement(buffer[total..])
                : ReadOriginal(buffer[total..]);
            if (read < 0)
            {
                break;
            }

            total += read;
        }

        return total;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private int ReadReplacement(Span<byte> buffer)
    {
        var edit = edits[_edit];
        var rest = edit.Replacement.Span[_written..];
        var count = Math.Min(rest.Length, buffer.Length);
        rest[..count].CopyTo(buffer);
        _written += count;
        if (_written == edit.Replacement.Length)
        {
            _position = edit.Range.End;
            _written = 0;
            _edit++;
        }

        return count;
    }

    private int ReadOriginal(Span<byte> buffer)
    {
        var end = _edit < edits.Count ? edits[_edit].Range.Start : body.Length;
        if (_position >= end)
        {
            return -1;
        }

        var count = Math.Min(end - _position, buffer.Length);
        body.Span.Slice(_position, count).CopyTo(buffer);
        _position += count;
        return count;
    }
}
