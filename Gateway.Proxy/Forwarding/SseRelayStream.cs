using System.Runtime.CompilerServices;
using Gateway.Proxy.OpenAI;

namespace Gateway.Proxy.Forwarding;

/// <summary>
/// The upstream's event stream as the client gets it. Never throws while the client is there: what goes wrong becomes a
/// last error event and a clean end, which clients can tell from success.
/// </summary>
/// <param name="upstream">The upstream's body.</param>
/// <param name="relay">What happens to the bytes.</param>
/// <param name="attempt">Told about the first token and the ending.</param>
/// <param name="limit">Ends reads when the stream is idle for too long, or the client has gone.</param>
/// <param name="idleLimit">The longest gap between two reads.</param>
internal sealed class SseRelayStream(Stream upstream, SseRelay relay, Attempt attempt, CancellationTokenSource limit, TimeSpan idleLimit) : Stream
{
    private bool _ended;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>
    /// Reads until the first token, so that an error before it can still be answered by another attempt. False: there was
    /// an error event or an early end; exceptions of the upstream come through.
    /// </summary>
    public async ValueTask<bool> WaitForTokenAsync(CancellationToken cancellationToken)
    {
        while (!relay.HasToken)
        {
            if (relay.ErrorData is not null)
            {
                return false;
            }

            // A read of nothing waits for data without holding a buffer: thousands of queued streams cost nothing.
            _ = await upstream.ReadAsync(Memory<byte>.Empty, cancellationToken);
            var count = await upstream.ReadAsync(relay.Free(), cancellationToken);
            if (count == 0)
            {
                _ended = true;
                return relay.Close();
            }

            relay.Received(count);
        }

        return !relay.Aborted || relay.Chunks > 1;
    }

    /// <remarks>
    /// The forwarder reads zero bytes before every real read to give its own buffer back while idle. The given token is
    /// the forwarder's; <c>limit</c> is used instead, so that running out of time ends the stream and not the connection.
    /// </remarks>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<int> ReadAsync(Memory<byte> destination, CancellationToken cancellationToken = default)
    {
        while (!relay.HasReady && !_ended)
        {
            try
            {
                limit.CancelAfter(idleLimit);
                if (destination.IsEmpty)
                {
                    return await upstream.ReadAsync(destination, limit.Token);
                }

                var count = await upstream.ReadAsync(relay.Free(), limit.Token);
                if (count > 0)
                {
                    relay.Received(count);
                }
                else
                {
                    End();
                }
            }
            catch (Exception exception) when (!attempt.ClientGone)
            {
                Break(exception);
            }
        }

        return relay.Drain(destination.Span);
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            relay.Dispose();
            upstream.Dispose();
        }

        base.Dispose(disposing);
    }

    private void End()
    {
        _ended = true;
        if (relay.Close())
        {
            attempt.Outcome = relay.Aborted ? Outcome.Interrupted : Outcome.Relayed;
        }
        else
        {
            attempt.Outcome = Outcome.Interrupted;
            if (relay.ErrorData is null)
            {
                relay.Fail(GatewayErrors.UpstreamInterrupted(attempt.Group));
            }
        }
    }

    private void Break(Exception exception)
    {
        _ended = true;
        var timedOut = exception is OperationCanceledException;
        attempt.Outcome = timedOut ? Outcome.TimedOut : Outcome.Interrupted;
        attempt.Exception = exception;
        if (relay.IsWhole)
        {
            // All the choices had ended; only the connection's own end went wrong.
            relay.Close();
            attempt.Outcome = Outcome.Relayed;
            return;
        }

        relay.Fail(timedOut ? GatewayErrors.TimedOut(attempt.Group, idleLimit) : GatewayErrors.UpstreamInterrupted(attempt.Group));
    }
}
