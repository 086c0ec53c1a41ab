using Yarp.ReverseProxy.Forwarder;

namespace Gateway.Proxy.AdminSite;

/// <summary>The request as it came, with its own Host, and with what the admin site has to know about where it came from.</summary>
internal sealed class AdminSiteTransformer : HttpTransformer
{
    public static readonly AdminSiteTransformer Instance = new();

    public override async ValueTask TransformRequestAsync(HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
    {
        await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
        var headers = proxyRequest.Headers;

        // Set, never added to: what a client claims about itself is not passed on.
        headers.Remove("X-Forwarded-For");
        headers.Remove("X-Forwarded-Proto");
        headers.TryAddWithoutValidation("X-Forwarded-For", httpContext.Connection.RemoteIpAddress?.ToString());
        headers.TryAddWithoutValidation("X-Forwarded-Proto", httpContext.Request.Scheme);
    }
}
