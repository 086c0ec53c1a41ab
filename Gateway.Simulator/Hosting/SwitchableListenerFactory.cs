using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;

namespace Gateway.Simulator.Hosting;

/// <summary>Kestrel's socket transport, with listeners that can be taken down and brought back one by one.</summary>
internal sealed class SwitchableListenerFactory(IOptions<SocketTransportOptions> options, ILoggerFactory loggers) : IConnectionListenerFactory
{
    private readonly SocketTransportFactory _sockets = new(options, loggers);
    private readonly ConcurrentBag<SwitchableListener> _listeners = [];

    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        var listener = new SwitchableListener(_sockets, await _sockets.BindAsync(endpoint, cancellationToken));
        _listeners.Add(listener);
        return listener;
    }

    public SwitchableListener Find(int port) => _listeners.Single(listener => listener.EndPoint is IPEndPoint ip && ip.Port == port);
}
