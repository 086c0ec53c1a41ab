using System.Buffers;
using Gateway.Proxy.OpenAI;
using Gateway.Proxy.Pipeline;

namespace Gateway.Proxy.Dialects.Responses;

/// <summary>Takes what a call answers: each event as soon as it is whole, and what is none, as an error's JSON, in <see cref="Rest"/>.</summary>
internal sealed class BackgroundEventsStream(BackgroundEvents events) : WriteOnlyStream
{
    private readonly ArrayBufferWriter<byte> _open = new();

    /// <summary>What came after the last event.</summary>
    public ReadOnlyMemory<byte> Rest => _open.WrittenMemory;

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _open.Write(buffer.Span);
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

        return ValueTask.CompletedTask;
    }
}
