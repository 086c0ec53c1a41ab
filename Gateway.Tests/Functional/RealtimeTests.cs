using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Gateway.Tests.Functional;

/// <summary>WebSockets to <c>/v1/realtime</c>.</summary>
public sealed class RealtimeTests : IAsyncLifetime
{
    private readonly WebApplication _server = Server();
    private GatewayServer _gateway = null!;
    private string? _query;
    private string? _protocols;

    public async Task InitializeAsync()
    {
        _server.UseWebSockets();
        _server.Run(EchoAsync);
        await _server.StartAsync();
        _gateway = await GatewayServer.StartAsync($$"""
            model_list:
              - model_name: voice
                litellm_params: { model: hosted_vllm/upstream-voice, api_base: "{{_server.Urls.Single()}}/v1" }
            """);
    }

    public async Task DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Messages_pass_both_ways()
    {
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Authorization", "Bearer " + GatewayServer.MasterKey);

        Assert.Equal("{\"type\":\"session.update\"}", await EchoedAsync(socket));
        Assert.Equal("?model=upstream-voice", _query);
    }

    [Fact]
    public async Task Browsers_key_is_taken_from_the_protocols_and_stays_here()
    {
        using var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("realtime");
        socket.Options.AddSubProtocol("openai-insecure-api-key." + GatewayServer.MasterKey);

        Assert.Equal("{\"type\":\"session.update\"}", await EchoedAsync(socket));
        Assert.Equal("realtime", _protocols);
    }

    [Fact]
    public async Task Wrong_key_is_refused()
    {
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Authorization", "Bearer sk-wrong");
        socket.Options.CollectHttpResponseDetails = true;

        await Assert.ThrowsAsync<WebSocketException>(() => EchoedAsync(socket));
        Assert.Equal(401, (int)socket.HttpStatusCode);
    }

    private static WebApplication Server()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        return builder.Build();
    }

    private async Task EchoAsync(HttpContext http)
    {
        (_query, _protocols) = (http.Request.QueryString.Value, http.Request.Headers["Sec-WebSocket-Protocol"].ToString());
        using var socket = await http.WebSockets.AcceptWebSocketAsync(http.WebSockets.WebSocketRequestedProtocols.FirstOrDefault());
        var buffer = new byte[1024];
        while (await socket.ReceiveAsync(buffer, http.RequestAborted) is { MessageType: not WebSocketMessageType.Close } message)
        {
            await socket.SendAsync(buffer.AsMemory(0, message.Count), message.MessageType, message.EndOfMessage, http.RequestAborted);
        }

        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, http.RequestAborted);
    }

    private async Task<string> EchoedAsync(ClientWebSocket socket)
    {
        await socket.ConnectAsync(new Uri($"ws://{_gateway.Address.Authority}/v1/realtime?model=voice"), CancellationToken.None);
        await socket.SendAsync("{\"type\":\"session.update\"}"u8.ToArray(), WebSocketMessageType.Text, true, CancellationToken.None);
        var buffer = new byte[1024];
        var message = await socket.ReceiveAsync(buffer, CancellationToken.None);
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        return Encoding.UTF8.GetString(buffer, 0, message.Count);
    }
}
