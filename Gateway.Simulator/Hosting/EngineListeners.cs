using System.Net;
using Gateway.Simulator.CommandLine;
using Gateway.Simulator.Engine;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Gateway.Simulator.Hosting;

/// <summary>One Kestrel with one port for each engine. A connection carries its engine as a feature.</summary>
internal sealed class EngineListeners(SimulatorOptions options, IReadOnlyList<SimulatedEngine> engines)
{
    private readonly List<(SimulatedEngine Engine, ListenOptions Listen)> _listens = [];

    public void Configure(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;

        // A hanging or slow client is what a test wants to see, not what the server should end.
        kestrel.Limits.MinResponseDataRate = null;
        kestrel.Limits.MinRequestBodyDataRate = null;
        kestrel.Limits.MaxRequestBodySize = null;
        foreach (var engine in engines)
        {
            kestrel.Listen(IPAddress.Parse(options.Host), engine.Settings.Port, listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                listen.Use(next => connection => ServeAsync(engine, connection, next));
                _listens.Add((engine, listen));
            });
        }
    }

    /// <summary>Tells every engine where it listens, once all do.</summary>
    public void Started(SwitchableListenerFactory listeners)
    {
        foreach (var (engine, listen) in _listens)
        {
            var port = listen.IPEndPoint!.Port;
            var host = options.Host == "0.0.0.0" ? "127.0.0.1" : options.Host;
            engine.Listening(listeners.Find(port), new UriBuilder(Uri.UriSchemeHttp, host, port).Uri);
        }
    }

    private static async Task ServeAsync(SimulatedEngine engine, ConnectionContext connection, ConnectionDelegate next)
    {
        if (!engine.Connections.TryAdd(connection))
        {
            ConnectionReset.Reset(connection);
            return;
        }

        connection.Features.Set(engine);
        try
        {
            await next(connection);
        }
        finally
        {
            engine.Connections.Remove(connection);
        }
    }
}
