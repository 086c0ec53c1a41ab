using System.Net;
using Yarp.ReverseProxy.Forwarder;

namespace Gateway.Proxy.AdminSite;

/// <summary>Passes requests on to the admin site as they are, its WebSockets too. The site's address is <c>services:admin:http:0</c>.</summary>
internal sealed class AdminSiteForwarder(IConfiguration configuration, IHttpForwarder forwarder, IHostApplicationLifetime lifetime) : IDisposable
{
    private static readonly TimeSpan s_connect = TimeSpan.FromSeconds(2);

    // A page that is open holds its WebSocket open, and may say nothing for long.
    private static readonly ForwarderRequestConfig s_config = new() { ActivityTimeout = TimeSpan.FromMinutes(10) };

    private readonly string? _address = configuration["services:admin:http:0"] ?? configuration["services:admin:https:0"];

    private readonly HttpMessageInvoker _client = new(new SocketsHttpHandler
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        ConnectTimeout = s_connect,
    });

    public bool HasSite => _address is not null;

    /// <summary>False: the site does not answer, and nothing has been sent to the client.</summary>
    public async Task<bool> TryForwardAsync(HttpContext http)
    {
        var client = http.RequestAborted;
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(client, lifetime.ApplicationStopping);
        try
        {
            // An open page must not keep a gateway waiting that is to stop.
            http.RequestAborted = ending.Token;
            var error = await forwarder.SendAsync(http, _address!, _client, s_config, AdminSiteTransformer.Instance);
            return error is ForwarderError.None || http.Response.HasStarted || ending.IsCancellationRequested;
        }
        finally
        {
            http.RequestAborted = client;
        }
    }

    public void Dispose() => _client.Dispose();
}
