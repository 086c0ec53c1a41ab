using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Gateway.Tests.Functional;

/// <summary>The request as it leaves the gateway, in bytes.</summary>
public sealed class UpstreamRequestTests
{
    private const string Answer = """{"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"Hello"},"finish_reason":"stop"}]}""";

    [Fact]
    public async Task Head_and_body_reach_the_server_in_one_piece()
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        await using var gateway = await GatewayServer.StartAsync($"model_list:\n{Fleet.Deployment("m", new Uri($"http://{server.LocalEndpoint}/"))}");
        var answer = gateway.ChatAsync("m");
        using var connection = await server.AcceptTcpClientAsync();
        var stream = connection.GetStream();

        var buffer = new byte[16 * 1024];
        var request = Encoding.UTF8.GetString(buffer, 0, await stream.ReadAsync(buffer));
        await stream.WriteAsync(Encoding.UTF8.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {Answer.Length}\r\n\r\n{Answer}"));

        Assert.Equal(HttpStatusCode.OK, (await answer).StatusCode);
        Assert.StartsWith("POST /v1/chat/completions HTTP/1.1\r\n", request, StringComparison.Ordinal);
        var (head, body) = (request[..request.IndexOf("\r\n\r\n", StringComparison.Ordinal)], request[(request.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..]);
        Assert.Contains($"\r\nContent-Length: {body.Length}", head, StringComparison.Ordinal);
        Assert.EndsWith("}", body, StringComparison.Ordinal);
    }
}
