using System.Buffers;

namespace Gateway.Proxy.OpenAI;

/// <summary>A request's body in one pooled buffer, so that every attempt can send it again.</summary>
internal sealed class RequestBody : IDisposable
{
    private const int FirstChunk = 16 * 1024;

    private byte[] _buffer;
    private int _length;

    private RequestBody(int capacity) => _buffer = ArrayPool<byte>.Shared.Rent(capacity);

    public ReadOnlyMemory<byte> Bytes => _buffer.AsMemory(0, _length);

    /// <summary>A copy of <paramref name="bytes"/>.</summary>
    public static RequestBody Of(ReadOnlySpan<byte> bytes)
    {
        var body = new RequestBody(Math.Max(bytes.Length, 1)) { _length = bytes.Length };
        bytes.CopyTo(body._buffer);
        return body;
    }

    /// <summary>Reads the whole body; null when it is larger than <paramref name="limit"/> bytes.</summary>
    public static async Task<RequestBody?> ReadAsync(HttpRequest request, long limit, CancellationToken cancellationToken)
    {
        var announced = request.ContentLength;
        if (announced > limit)
        {
            return null;
        }

        var body = new RequestBody(announced is { } length ? (int)Math.Max(length, 1) : FirstChunk);
        try
        {
            while (true)
            {
                if (body._length == announced)
                {
                    return body;
                }

                if (body._length == body._buffer.Length)
                {
                    body.Grow();
                }

                var read = await request.Body.ReadAsync(body._buffer.AsMemory(body._length), cancellationToken);
                if (read == 0)
                {
                    return body;
                }

                body._length += read;
                if (body._length > limit)
                {
                    body.Dispose();
                    return null;
                }
            }
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = [];
            _length = 0;
        }
    }

    private void Grow()
    {
        var larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
        _buffer.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
