using System.Buffers;
using System.Net.WebSockets;
using Gateway.Proxy.Dialects;
using Gateway.Proxy.Forwarding;
using Gateway.Proxy.OpenAI;
using Gateway.Proxy.Pipeline;

namespace Gateway.Proxy.Realtime;

/// <summary>
/// The messages of one session, both ways: passed on as they are, but for the model's name, which each side knows under its own.
/// Every answer is a <see cref="RealtimeTurn"/>. Ends when either side does, when a limit or a budget is reached, or, between two
/// answers, when the gateway stops.
/// </summary>
/// <param name="session">The session's own call; its attempt is the one that was answered.</param>
/// <param name="clientModel">The model's name as the client knows it, as a JSON string.</param>
internal sealed class RealtimeSession(InferenceContext session, ReadOnlyMemory<byte> clientModel, RealtimePeer client, RealtimePeer server, RealtimeTurns turns)
{
    private const int BufferSize = 16 * 1024;
    private const int BufferToKeep = 256 * 1024;

    // OpenAI takes 15 MB of audio at once, which is a third more in base64.
    private const int LongestMessage = 24 * 1024 * 1024;

    private static readonly TimeSpan s_farewell = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, RealtimeTurn> _open = new(StringComparer.Ordinal);
    private RealtimePeer? _lost;
    private int _count;
    private bool _stopping;
    private volatile bool _saidGoodbye;

    /// <param name="stopping">The gateway is about to stop.</param>
    public async Task RunAsync(TimeProvider time, CancellationToken stopping)
    {
        var attempt = session.Attempt!;
        attempt.Outcome = Outcome.Relayed;
        await using var registration = stopping.UnsafeRegister(static self => _ = ((RealtimeSession)self!).StopAsync(), this);
        var up = PassAsync(client, server, fromServer: false);
        var down = PassAsync(server, client, fromServer: true);
        var first = await Task.WhenAny(up, down);

        // Once one side has said that it is done, the other may end as it likes, even before that has been passed on to the end.
        var gone = first.IsCompletedSuccessfully || _saidGoodbye ? null : _lost;
        try
        {
            await first;
            await Task.WhenAll(up, down).WaitAsync(s_farewell, time, CancellationToken.None);
        }
        catch (Exception exception) when (exception is WebSocketException or IOException or OperationCanceledException or TimeoutException or ObjectDisposedException)
        {
            attempt.Exception = exception;
            if (gone == server)
            {
                attempt.Outcome = Outcome.Interrupted;
                await EndAsync(GatewayErrors.UpstreamInterrupted(attempt.Group), WebSocketCloseStatus.InternalServerError);
            }
            else if (gone is null)
            {
                await CloseAsync(WebSocketCloseStatus.NormalClosure, null);
            }
        }
        finally
        {
            client.Abort();
            server.Abort();
            await Task.WhenAll(up, down).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            session.ClientGone |= gone == client;
            foreach (var turn in _open.Values)
            {
                await turn.BreakAsync(clientGone: gone != server);
            }
        }
    }

    private async Task PassAsync(RealtimePeer from, RealtimePeer to, bool fromServer)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        var length = 0;
        var busyWith = from;
        try
        {
            while (true)
            {
                busyWith = from;
                var received = await from.ReceiveAsync(buffer.AsMemory(length));
                busyWith = to;
                if (received.MessageType == WebSocketMessageType.Close)
                {
                    _saidGoodbye = true;
                    await to.CloseAsync(from.CloseStatus is { } status and not WebSocketCloseStatus.Empty ? status : WebSocketCloseStatus.NormalClosure, from.CloseReason);
                    return;
                }

                if (received.MessageType == WebSocketMessageType.Binary)
                {
                    await to.SendAsync(buffer.AsMemory(0, received.Count), WebSocketMessageType.Binary, received.EndOfMessage);
                    continue;
                }

                length += received.Count;
                if (!received.EndOfMessage)
                {
                    if (length > LongestMessage)
                    {
                        await CloseAsync(WebSocketCloseStatus.MessageTooBig, "The message is too long.");
                        return;
                    }

                    buffer = length == buffer.Length ? Resized(buffer, length, buffer.Length * 2) : buffer;
                    continue;
                }

                if (!await TryTellAsync(buffer.AsMemory(0, length), to, fromServer))
                {
                    return;
                }

                length = 0;
                buffer = buffer.Length > BufferToKeep ? Resized(buffer, 0, BufferSize) : buffer;
            }
        }
        catch (Exception exception) when (exception is WebSocketException or IOException or OperationCanceledException)
        {
            // The first to fail is the one that is gone: the other is then let go of.
            Interlocked.CompareExchange(ref _lost, busyWith, null);
            throw;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // False: the session has been ended.
    private async ValueTask<bool> TryTellAsync(ReadOnlyMemory<byte> message, RealtimePeer to, bool fromServer)
    {
        var told = RealtimeEvent.Read(message.Span);
        if (fromServer && await CountAsync(told) is { } refusal)
        {
            await EndAsync(refusal, WebSocketCloseStatus.PolicyViolation);
            return false;
        }

        // A client may say at any time which model it wants: it gets the one that its key was let in for.
        var model = fromServer ? clientModel : session.Attempt!.Lease.Model.Json;
        await to.SendAsync(told.Model.IsEmpty ? message : Renamed(message.Span, told.Model, model.Span), WebSocketMessageType.Text, true);
        if (fromServer && told.Kind == RealtimeEventKind.ResponseDone && _stopping)
        {
            await StopAsync();
        }

        return true;
    }

    // Null: the event may go to the client.
    private async ValueTask<GatewayError?> CountAsync(RealtimeEvent told)
    {
        if (told.Kind is not (RealtimeEventKind.ResponseCreated or RealtimeEventKind.ResponseDone))
        {
            return null;
        }

        var turn = Take(told);
        if (turn is null)
        {
            turn = turns.Begin(session, ++_count);
            await turn.DecidedAsync();
        }

        if (turn.Refusal is not null)
        {
            return turn.Refusal;
        }

        if (told.Kind == RealtimeEventKind.ResponseDone)
        {
            await turn.DoneAsync(told.Usage ?? default);
            return null;
        }

        lock (_lock)
        {
            _open[told.ResponseId ?? ""] = turn;
        }

        return null;
    }

    // Servers that only transcribe do not say that they begin.
    private RealtimeTurn? Take(RealtimeEvent told)
    {
        lock (_lock)
        {
            return told.Kind == RealtimeEventKind.ResponseDone && _open.Remove(told.ResponseId ?? "", out var turn) ? turn : null;
        }
    }

    // An answer that is under way is waited for; the process waits as long as it does for streams.
    private async Task StopAsync()
    {
        lock (_lock)
        {
            _stopping = true;
            if (_open.Count > 0)
            {
                return;
            }
        }

        await CloseAsync(WebSocketCloseStatus.EndpointUnavailable, "The gateway is stopping.");
    }

    // {"type":"error","error":{"type":"…","code":"…","message":"…","param":null}}
    private async Task EndAsync(GatewayError error, WebSocketCloseStatus status)
    {
        var json = Json.Object(error, static (writer, error) =>
        {
            writer.WriteString("type"u8, "error"u8);
            writer.WriteStartObject("error"u8);
            writer.WriteString("type"u8, error.Type);
            writer.WriteString("code"u8, error.Code);
            writer.WriteString("message"u8, error.Message);
            writer.WriteNull("param"u8);
            writer.WriteEndObject();
        });
        try
        {
            await client.SendAsync(json, WebSocketMessageType.Text, true);
        }
        catch (Exception exception) when (exception is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The client has gone as well.
            return;
        }

        await CloseAsync(status, error.Code);
    }

    private async Task CloseAsync(WebSocketCloseStatus status, string? reason)
    {
        _saidGoodbye = true;
        try
        {
            await client.CloseAsync(status, reason);
        }
        catch (Exception exception) when (exception is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException)
        {
            // It has gone already.
        }
    }

    private static byte[] Resized(byte[] buffer, int length, int size)
    {
        var other = ArrayPool<byte>.Shared.Rent(size);
        buffer.AsSpan(0, length).CopyTo(other);
        ArrayPool<byte>.Shared.Return(buffer);
        return other;
    }

    private static byte[] Renamed(ReadOnlySpan<byte> message, ByteRange at, ReadOnlySpan<byte> name) =>
        [.. message[..at.Start], .. name, .. message[at.End..]];
}
