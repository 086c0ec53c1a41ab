using System.Net.WebSockets;

namespace Gateway.Proxy.Realtime;

/// <summary>One side of a session. Messages to it may come from several places, one after the other.</summary>
internal sealed class RealtimePeer(WebSocket socket) : IDisposable
{
    private readonly SemaphoreSlim _sending = new(1, 1);
    private bool _closed;

    public ValueTask<ValueWebSocketReceiveResult> ReceiveAsync(Memory<byte> buffer) => socket.ReceiveAsync(buffer, CancellationToken.None);

    public WebSocketCloseStatus? CloseStatus => socket.CloseStatus;

    public string? CloseReason => socket.CloseStatusDescription;

    /// <summary>Does nothing once the side was told that nothing more will come.</summary>
    public async ValueTask SendAsync(ReadOnlyMemory<byte> bytes, WebSocketMessageType type, bool endOfMessage)
    {
        await _sending.WaitAsync();
        try
        {
            if (!_closed)
            {
                await socket.SendAsync(bytes, type, endOfMessage, CancellationToken.None);
            }
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <summary>Says that nothing more will come; the other side answers likewise.</summary>
    public async Task CloseAsync(WebSocketCloseStatus status, string? reason)
    {
        await _sending.WaitAsync();
        try
        {
            _closed = true;
            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            {
                await socket.CloseOutputAsync(status, reason, CancellationToken.None);
            }
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <summary>Ends the connection at once.</summary>
    public void Abort() => socket.Abort();

    public void Dispose()
    {
        socket.Dispose();
        _sending.Dispose();
    }
}
