using System.Net;
using System.Net.Sockets;

namespace Gateway.Tests.Servers;

/// <summary>
/// A port for a server that must be told its port, and takes a second to open it. It lies below the ports that the system
/// hands out by itself (32768 and up), so no other test's server or connection can be given it meanwhile.
/// </summary>
internal static class FreePort
{
    private const int First = 20_000;
    private const int Count = 10_000;

    // Two runs on one machine begin at different places.
    private static int s_last = Random.Shared.Next(Count);

    /// <summary>Never the same twice in a run.</summary>
    public static int Next()
    {
        while (true)
        {
            var port = First + Interlocked.Increment(ref s_last) % Count;
            if (IsFree(port))
            {
                return port;
            }
        }
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Any, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
