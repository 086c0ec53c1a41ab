using Gateway.Proxy.Pipeline;
using Gateway.Proxy.Spend.Details;

namespace Gateway.Proxy.Spend;

/// <summary>
/// The response's body as the inner steps write it: tells when the last bytes of the answer are about to go out. Whoever
/// has got a whole answer can then be sure that it is in the spend journal, whatever happens to the process next.
/// </summary>
/// <param name="response">Its <c>Content-Length</c> says where the answer ends.</param>
/// <param name="inner">The real body.</param>
/// <param name="isDone">Says of a stream in another dialect than OpenAI's that its last event is being written; null: it is OpenAI's.</param>
/// <param name="texts">Gets what is written; null: nobody wants to keep it.</param>
/// <param name="atEnd">Called once, before the last bytes are written.</param>
internal sealed class LastByteStream(HttpResponse response, Stream inner, Func<bool>? isDone, TextCapture? texts, Action atEnd) : WriteOnlyStream
{
    private long _written;
    private bool _ended;

    // An event stream has no length; clients stop reading at this event.
    private static ReadOnlySpan<byte> Done => "data: [DONE]\n\n"u8;

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Watch(buffer.Span);
        return inner.WriteAsync(buffer, cancellationToken);
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    private void Watch(ReadOnlySpan<byte> bytes)
    {
        _written += bytes.Length;
        texts?.Append(response.ContentType, bytes);
        if (!_ended && (response.ContentLength is { } length ? _written >= length : isDone is null ? bytes.EndsWith(Done) : isDone()))
        {
            _ended = true;
            atEnd();
        }
    }
}
