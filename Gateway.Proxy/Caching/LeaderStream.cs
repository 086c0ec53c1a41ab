using Gateway.Proxy.Pipeline;

namespace Gateway.Proxy.Caching;

/// <summary>The leader's response body: what it gets is shared first, and then written to its own client, if that one is still there.</summary>
internal sealed class LeaderStream(HttpResponse response, Stream client, SharedAnswer call, CancellationToken clientGone) : WriteOnlyStream
{
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (response.StatusCode == StatusCodes.Status200OK)
        {
            call.Append(response.ContentType, buffer.Span);
        }

        if (!clientGone.IsCancellationRequested)
        {
            try
            {
                await client.WriteAsync(buffer, cancellationToken);
            }
            catch (Exception exception) when (exception is OperationCanceledException or IOException && clientGone.IsCancellationRequested)
            {
                // The others still read.
            }
        }
    }

    public override Task FlushAsync(CancellationToken cancellationToken) =>
        clientGone.IsCancellationRequested ? Task.CompletedTask : client.FlushAsync(cancellationToken);
}
