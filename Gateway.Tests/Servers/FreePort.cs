using System.Net;
using System.Net.Sockets;

namespace Gateway.Tests.Servers;

/// <summary>A port that was free a moment ago, for servers that cannot choose one themselves.</summary>
internal static class FreePort
{
    public static int Next()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
