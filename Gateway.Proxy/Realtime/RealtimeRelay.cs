using System.Net.WebSockets;
using Gateway.Proxy.Forwarding;
using Gateway.Proxy.Pipeline;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Proxy.Realtime;

/// <summary>Accepts the client's WebSocket once a server has accepted the gateway's, and stands between the two until they are done.</summary>
internal sealed class RealtimeRelay(RealtimeTurns turns, IHostApplicationLifetime lifetime, TimeProvider time)
{
    // A side that is gone without a word is noticed within a minute.
    private static readonly TimeSpan s_ping = TimeSpan.FromSeconds(30);

    // Of the server's answer to the handshake: the client's key is in it, and the protocol that was chosen.
    private static readonly string[] s_accepted = ["Sec-WebSocket-Accept", "Sec-WebSocket-Protocol"];

    /// <param name="clientModel">The model's name as the client knows it, as a JSON string.</param>
    public async Task RunAsync(InferenceContext context, Attempt attempt, HttpResponseMessage accepted, ReadOnlyMemory<byte> clientModel)
    {
        var response = context.Http.Response;
        response.StatusCode = StatusCodes.Status101SwitchingProtocols;
        AnswerHeaders.Write(context, attempt, accepted.Headers, time);
        response.Headers.Connection = "Upgrade";
        response.Headers.Upgrade = "websocket";
        foreach (var name in s_accepted)
        {
            if (accepted.Headers.TryGetValues(name, out var values))
            {
                response.Headers[name] = values.ToArray();
            }
        }

        await using var upstream = await accepted.Content.ReadAsStreamAsync();
        await using var downstream = await context.Http.Features.GetRequiredFeature<IHttpUpgradeFeature>().UpgradeAsync();
        using var server = new RealtimePeer(WebSocket.CreateFromStream(upstream, Options(isServer: false)));
        using var client = new RealtimePeer(WebSocket.CreateFromStream(downstream, Options(isServer: true)));
        await new RealtimeSession(context, clientModel, client, server, turns).RunAsync(time, lifetime.ApplicationStopping);
    }

    private static WebSocketCreationOptions Options(bool isServer) => new() { IsServer = isServer, KeepAliveInterval = s_ping, KeepAliveTimeout = s_ping };
}
