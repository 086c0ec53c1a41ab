using System.Net;
using System.Net.Sockets;

namespace Gateway.Tests.Scripts;

/// <summary>For programs that must be told their port. Nobody holds it meanwhile; the system takes long to give the same one twice.</summary>
internal static class FreePort
{
    public static int Next()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
