using System.Net;
using System.Net.Sockets;
using Gateway.ServiceDefaults.Discovery;

namespace Gateway.Proxy.Forwarding;

/// <summary>The one connection pool towards all upstreams. Names are looked up when a connection is made, services first.</summary>
internal sealed class UpstreamClient : IDisposable
{
    // A server on the same network answers in milliseconds; a low limit is the cheapest retry signal there is.
    private static readonly TimeSpan s_connectTimeout = TimeSpan.FromSeconds(2);

    // DNS changes (a rescheduled pod) take effect within this time.
    private static readonly TimeSpan s_connectionLifetime = TimeSpan.FromMinutes(5);

    private readonly IServiceAddresses _addresses;

    public UpstreamClient(IServiceAddresses addresses)
    {
        _addresses = addresses;
        Handler = new SocketsHttpHandler
        {
            UseProxy = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            UseCookies = false,
            ConnectTimeout = s_connectTimeout,
            PooledConnectionLifetime = s_connectionLifetime,
            EnableMultipleHttp2Connections = true,
            ConnectCallback = ConnectAsync,
        };
        Invoker = new HttpMessageInvoker(Handler);
    }

    public HttpMessageHandler Handler { get; }

    public HttpMessageInvoker Invoker { get; }

    public void Dispose() => Invoker.Dispose();

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var name = context.DnsEndPoint;
        var scheme = context.InitialRequestMessage.RequestUri!.Scheme;
        var endpoint = await _addresses.ResolveAsync(scheme, name.Host, cancellationToken) ?? name;
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(endpoint, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
