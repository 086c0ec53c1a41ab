using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace Gateway.Simulator.Hosting;

/// <summary>Ends a connection as a crashed process does: the peer sees a reset, not an orderly end.</summary>
internal static class ConnectionReset
{
    public static void Reset(HttpContext context)
    {
        Reset(context.Features.Get<IConnectionSocketFeature>()?.Socket);
        context.Abort();
    }

    public static void Reset(ConnectionContext connection)
    {
        Reset(connection.Features.Get<IConnectionSocketFeature>()?.Socket);
        connection.Abort();
    }

    private static void Reset(Socket? socket)
    {
        try
        {
            if (socket is not null)
            {
                // Closing with a linger of zero sends RST and drops what is unsent.
                socket.LingerState = new LingerOption(true, 0);
                socket.Close(0);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Already gone, which is what was wanted.
        }
    }
}
