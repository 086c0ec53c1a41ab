using System.Net;
using System.Net.Sockets;

namespace Gateway.Bench.Load;

/// <summary>One keep-alive connection with one request on it at a time.</summary>
internal sealed class Connection : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _buffer = new byte[16 * 1024];

    public ResponseReader Answer { get; } = new();

    public ValueTask OpenAsync(int port) => _socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), CancellationToken.None);

    public async ValueTask SendAsync(ReadOnlyMemory<byte> request)
    {
        Answer.Reset();
        while (request.Length > 0)
        {
            request = request[await _socket.SendAsync(request, SocketFlags.None, CancellationToken.None)..];
        }
    }

    /// <summary>Reads what has arrived. True when the answer is complete.</summary>
    public async ValueTask<bool> ReadAsync(CancellationToken cancellation = default)
    {
        var read = await _socket.ReceiveAsync(_buffer.AsMemory(), SocketFlags.None, cancellation);
        if (read == 0)
        {
            throw new IOException(Answer.Started ? "the connection was closed in the middle of an answer" : "the connection was closed before an answer");
        }

        return Answer.Feed(_buffer.AsSpan(0, read));
    }

    public void Dispose() => _socket.Dispose();
}
