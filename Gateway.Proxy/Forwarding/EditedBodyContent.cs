using System.Net;

namespace Gateway.Proxy.Forwarding;

/// <summary>
/// The body of one attempt, in the place of YARP's content. That one sends the head at once, since a client may take its time; this body is
/// here already, so head and body go out together: one packet and one wake-up of the server instead of two.
/// </summary>
internal sealed class EditedBodyContent : HttpContent
{
    private readonly EditedBody _body;
    private readonly long _length;

    public EditedBodyContent(EditedBody body, long length, string contentType)
    {
        (_body, _length) = (body, length);
        Headers.ContentLength = length;
        Headers.TryAddWithoutValidation("Content-Type", contentType);
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) => _body.CopyToAsync(stream, cancellationToken);

    protected override bool TryComputeLength(out long length)
    {
        length = _length;
        return true;
    }
}
