using System.Buffers;
using System.Text.Json;
using Gateway.Proxy.OpenAI;

namespace Gateway.Proxy.Dialects;

/// <summary>An event stream in another dialect: reads whole events from <paramref name="source"/>, gives out what the translator makes of them.</summary>
internal sealed class TranslatedStream(Stream source, IEventTranslator translator) : Stream
{
    private const int InitialSize = 8 * 1024;

    // An image in one event is the longest thing known.
    private const int LongestEvent = 16 * 1024 * 1024;

    private readonly ArrayBufferWriter<byte> _output = new();
    private byte[] _input = [];
    private int _inputEnd;
    private int _searched;
    private int _outputStart;
    private bool _ended;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <remarks>A read of nothing waits for data without holding a buffer; it says nothing about how much will come.</remarks>
    public override async ValueTask<int> ReadAsync(Memory<byte> destination, CancellationToken cancellationToken = default)
    {
        while (_outputStart == _output.WrittenCount && !_ended)
        {
            if (destination.IsEmpty)
            {
                return await source.ReadAsync(destination, cancellationToken);
            }

            var count = await source.ReadAsync(Free(), cancellationToken);
            _inputEnd += count;
            _ended = count == 0;
            await TranslateAsync();
        }

        return Drain(destination.Span);
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            if (_input.Length > 0)
            {
                ArrayPool<byte>.Shared.Return(_input);
                _input = [];
            }

            source.Dispose();
        }

        base.Dispose(disposing);
    }

    private async ValueTask TranslateAsync()
    {
        var start = 0;
        try
        {
            while (SseEvent.Length(_input.AsSpan(start, _inputEnd - start), _searched) is > 0 and var length)
            {
                _searched = 0;
                var range = SseEvent.Data(_input.AsSpan(start, length));
                if (!range.IsEmpty)
                {
                    await translator.TranslateAsync(_input.AsMemory(start + range.Start, range.End - range.Start), _output);
                }

                start += length;
            }

            if (_ended)
            {
                await TranslateLastAsync(start);
                await translator.EndAsync(_output);
                start = _inputEnd;
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new IOException("The event stream holds an event that cannot be read.", exception);
        }

        Keep(start);
    }

    // A last event without its blank line counts: some servers close right after its data.
    private async ValueTask TranslateLastAsync(int start)
    {
        var rest = _input.AsMemory(start, _inputEnd - start);
        var range = SseEvent.Data(rest.Span);
        if (!range.IsEmpty && rest.Span.TrimEnd("\r\n"u8).EndsWith("}"u8))
        {
            await translator.TranslateAsync(rest[range.Start..range.End], _output);
        }
    }

    private void Keep(int start)
    {
        _input.AsSpan(start, _inputEnd - start).CopyTo(_input);
        _inputEnd -= start;
        _searched = _inputEnd;
        if (_inputEnd > LongestEvent)
        {
            throw new IOException("The event stream holds an event that is too long.");
        }
    }

    private Memory<byte> Free()
    {
        if (_inputEnd == _input.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(InitialSize, _input.Length * 2));
            _input.AsSpan(0, _inputEnd).CopyTo(larger);
            if (_input.Length > 0)
            {
                ArrayPool<byte>.Shared.Return(_input);
            }

            _input = larger;
        }

        return _input.AsMemory(_inputEnd);
    }

    private int Drain(Span<byte> destination)
    {
        var count = Math.Min(destination.Length, _output.WrittenCount - _outputStart);
        _output.WrittenSpan.Slice(_outputStart, count).CopyTo(destination);
        _outputStart += count;
        if (_outputStart == _output.WrittenCount)
        {
            _output.ResetWrittenCount();
            _outputStart = 0;
        }

        return count;
    }
}
