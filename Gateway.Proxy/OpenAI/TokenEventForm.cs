using System.Buffers;

namespace Gateway.Proxy.OpenAI;

/// <summary>
/// How the ordinary chunks of one stream are written: what stands before and behind the text. A server writes the chunks of an
/// answer alike, so an event of the known form needs no search for what else it might be.
/// <code>
/// data: {"id":"c","model":"m","choices":[{"index":0,"delta":{"content":" token"},"finish_reason":null}]}
/// [------------------------- before -----------------------------]       [---------- behind -----------]
/// </code>
/// </summary>
internal sealed class TokenEventForm : IDisposable
{
    private byte[] _event = [];
    private int _before;
    private int _behind;
    private int _length;

    /// <summary>The event differs from the last one learned by its text alone. False for a text with a quote in it, which may be anything.</summary>
    public bool Fits(ReadOnlySpan<byte> sseEvent)
    {
        var behind = _length - _behind;
        return _length > 0
            && sseEvent.Length > _before + behind
            && sseEvent.StartsWith(_event.AsSpan(0, _before))
            && sseEvent.EndsWith(_event.AsSpan(_behind, behind))
            && !sseEvent[_before..^behind].Contains((byte)'"');
    }

    /// <summary>Takes an event that carries text, and nothing else that matters, for the form of those that follow.</summary>
    /// <param name="sseEvent">The event with its blank line.</param>
    /// <param name="text">The text inside its quotes.</param>
    public void Learn(ReadOnlySpan<byte> sseEvent, ByteRange text)
    {
        if (_event.Length < sseEvent.Length)
        {
            Dispose();
            _event = ArrayPool<byte>.Shared.Rent(sseEvent.Length);
        }

        sseEvent.CopyTo(_event);
        (_before, _behind, _length) = (text.Start, text.End, sseEvent.Length);
    }

    public void Dispose()
    {
        if (_event.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_event);
        }

        _event = [];
        _length = 0;
    }
}
