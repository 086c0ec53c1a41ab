using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Gateway.Tests.Upstreams;

/// <summary>
/// Speaks OpenAI's realtime events. Answers each <c>response.create</c> with one piece of audio and 40 tokens; one with
/// <c>"instructions":"wait"</c> is not done before <c>response.cancel</c>; <c>break</c> ends the connection without a word, <c>transcribe</c>
/// is answered as vLLM does. A client that closes finds the connection ended, without the close of the server's own.
/// </summary>
internal sealed class RealtimeServer : IAsyncDisposable
{
    private const string Usage = """{"total_tokens":40,"input_tokens":30,"output_tokens":10,"input_token_details":{"text_tokens":6,"audio_tokens":24,"cached_tokens":12,"cached_tokens_details":{"text_tokens":2,"audio_tokens":10}},"output_token_details":{"text_tokens":4,"audio_tokens":6}}""";

    private readonly WebApplication _app;
    private readonly List<JsonElement> _received = [];
    private readonly TaskCompletionSource _left = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _responses;

    private RealtimeServer()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.UseWebSockets();
        _app.Run(TalkAsync);
    }

    public string Address => _app.Urls.Single();

    /// <summary>Every event that came.</summary>
    public IReadOnlyList<JsonElement> Received
    {
        get
        {
            lock (_received)
            {
                return [.. _received];
            }
        }
    }

    /// <summary>Ends when a client has gone, with or without a word.</summary>
    public Task Left => _left.Task.WaitAsync(TimeSpan.FromSeconds(20));

    public static async Task<RealtimeServer> StartAsync()
    {
        var server = new RealtimeServer();
        await server._app.StartAsync();
        return server;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TalkAsync(HttpContext http)
    {
        using var socket = await http.WebSockets.AcceptWebSocketAsync();
        try
        {
            await SendAsync(socket, $$$"""{"type":"session.created","event_id":"e1","session":{"id":"sess_1","model":"{{{http.Request.Query["model"]}}}"}}""");
            while (await ReceiveAsync(socket) is { } message)
            {
                lock (_received)
                {
                    _received.Add(message);
                }

                await AnswerAsync(http, socket, message);
            }

            http.Abort();
        }
        catch (WebSocketException)
        {
            // The client has gone without a word.
        }

        _left.TrySetResult();
    }

    private async Task AnswerAsync(HttpContext http, WebSocket socket, JsonElement message)
    {
        switch (message.GetProperty("type").GetString(), message.TryGetProperty("instructions", out var wish) ? wish.GetString() : null)
        {
            case ("response.create", "break"):
                http.Abort();
                break;
            case ("response.create", "transcribe"):
                await SendAsync(socket, """{"type":"transcription.done","text":"Hello.","usage":{"prompt_tokens":7,"completion_tokens":3,"total_tokens":10}}""");
                break;
            case ("response.create", var other):
                await SendAsync(socket, $$$"""{"type":"response.created","event_id":"e2","response":{"id":"resp_{{{++_responses}}}","status":"in_progress","output":[]}}""");
                await SendAsync(socket, $$"""{"type":"response.output_audio.delta","event_id":"e3","response_id":"resp_{{_responses}}","delta":"{{new string('A', 40_000)}}"}""");
                if (other != "wait")
                {
                    await DoneAsync(socket, "completed");
                }

                break;
            case ("response.cancel", _):
                await DoneAsync(socket, "cancelled");
                break;
        }
    }

    private Task DoneAsync(WebSocket socket, string status) =>
        SendAsync(socket, $$$"""{"type":"response.done","event_id":"e4","response":{"id":"resp_{{{_responses}}}","object":"realtime.response","status":"{{{status}}}","output":[],"usage":{{{Usage}}}}}""");

    private static Task SendAsync(WebSocket socket, string json) => socket.SendAsync(Encoding.UTF8.GetBytes(json), WebSocketMessageType.Text, true, CancellationToken.None);

    private static async Task<JsonElement?> ReceiveAsync(WebSocket socket)
    {
        using var bytes = new MemoryStream();
        var buffer = new byte[4096];
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer, CancellationToken.None);
            if (part.MessageType == WebSocketMessageType.Close)
            {
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
