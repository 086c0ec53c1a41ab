using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace Gateway.Tests.Functional;

/// <summary>A client of <c>/v1/realtime</c>.</summary>
internal sealed class RealtimeClient : IDisposable
{
    private readonly ClientWebSocket _socket = new();

    public WebSocketCloseStatus? CloseStatus => _socket.CloseStatus;

    /// <summary>Opens a session with model <c>voice</c>, and reads its first event.</summary>
    public static async Task<RealtimeClient> OpenAsync(GatewayServer gateway, string key = GatewayServer.MasterKey)
    {
        var client = new RealtimeClient();
        await client.ConnectAsync(gateway, key);
        Assert.Equal("voice", (await client.EventAsync("session.created")).GetProperty("session").GetProperty("model").GetString());
        return client;
    }

    /// <summary>The status with which the session is refused.</summary>
    public static async Task<int> RefusedAsync(GatewayServer gateway, string key)
    {
        using var client = new RealtimeClient();
        await Assert.ThrowsAsync<WebSocketException>(() => client.ConnectAsync(gateway, key));
        return (int)client._socket.HttpStatusCode;
    }

    public Task SendAsync(string json) => _socket.SendAsync(Encoding.UTF8.GetBytes(json), WebSocketMessageType.Text, true, CancellationToken.None);

    public Task AskAsync(string instructions = "answer") => SendAsync($$"""{"type":"response.create","instructions":"{{instructions}}"}""");

    /// <summary>Reads on to the next event of this type.</summary>
    public async Task<JsonElement> EventAsync(string type)
    {
        while (await ReceiveAsync() is { } message)
        {
            if (message.GetProperty("type").GetString() == type)
            {
                return message;
            }
        }

        throw new InvalidOperationException($"The session was closed before {type}: {_socket.CloseStatus} {_socket.CloseStatusDescription}");
    }

    /// <summary>Reads on to the close, and answers it.</summary>
    public async Task ClosedAsync()
    {
        while (await ReceiveAsync() is not null)
        {
        }
    }

    public async Task CloseAsync()
    {
        await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        await ClosedAsync();
    }

    /// <summary>Goes without a word.</summary>
    public void Dispose() => _socket.Dispose();

    private Task ConnectAsync(GatewayServer gateway, string key)
    {
        _socket.Options.SetRequestHeader("Authorization", "Bearer " + key);
        _socket.Options.SetRequestHeader("x-litellm-call-id", "call-1");
        _socket.Options.CollectHttpResponseDetails = true;
        return _socket.ConnectAsync(new Uri($"ws://{gateway.Address.Authority}/v1/realtime?model=voice"), CancellationToken.None);
    }

    // Null: it was closed.
    private async Task<JsonElement?> ReceiveAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        using var bytes = new MemoryStream();
        var buffer = new byte[4096];
        while (true)
        {
            var part = await _socket.ReceiveAsync(buffer, limit.Token);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                if (_socket.State == WebSocketState.CloseReceived)
                {
                    await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, limit.Token);
                }

                return null;
            }

            bytes.Write(buffer, 0, part.Count);
            if (part.EndOfMessage)
            {
                return JsonDocument.Parse(bytes.ToArray()).RootElement.Clone();
            }
        }
    }
}
