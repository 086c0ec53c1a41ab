namespace Gateway.Proxy.Forwarding;

/// <summary>Sends an attempt's own body where it has one.</summary>
internal sealed class EditedBodyHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (EditedBodyContent.Of(request) is { } content)
        {
            request.Content = content;
        }

        return base.SendAsync(request, cancellationToken);
    }
}
