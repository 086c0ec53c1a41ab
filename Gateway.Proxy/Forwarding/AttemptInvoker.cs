namespace Gateway.Proxy.Forwarding;

/// <summary>Sends one attempt with its own body: YARP itself lets nobody replace its content.</summary>
internal sealed class AttemptInvoker(HttpMessageHandler handler, EditedBodyContent body) : HttpMessageInvoker(handler, disposeHandler: false)
{
    public override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // A realtime session begins without a body.
        if (request.Content is not null)
        {
            request.Content = body;
        }

        return base.SendAsync(request, cancellationToken);
    }
}
