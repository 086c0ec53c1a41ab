using System.Buffers;
using Gateway.Proxy.OpenAI;

namespace Gateway.Proxy.Forwarding;

/// <summary>A whole answer in one pooled buffer. vLLM sends an unstreamed answer in one go, so holding it costs no time, and an answer that breaks off can still be replaced by another attempt.</summary>
internal sealed class BufferedAnswer : IDisposable
{
    /// <summary>Bytes; some 30,000 embeddings of 1,024 numbers.</summary>
    public const int LongestAnswer = 256 * 1024 * 1024;

    private const int InitialSize = 8 * 1024;

    // Room to put a longer model name in without a second buffer.
    private const int Slack = 256;

    private byte[] _buffer;
    private int _length;

    private BufferedAnswer(int size) => _buffer = ArrayPool<byte>.Shared.Rent(size);

    public ReadOnlyMemory<byte> Bytes => _buffer.AsMemory(0, _length);

    public static BufferedAnswer Of(ReadOnlySpan<byte> bytes)
    {
        var answer = new BufferedAnswer(bytes.Length + Slack) { _length = bytes.Length };
        bytes.CopyTo(answer._buffer);
        return answer;
    }

    /// <summary>Reads to the end; null when there is more than <paramref name="limit"/> bytes.</summary>
    public static async Task<BufferedAnswer?> ReadAsync(HttpContent content, int limit, CancellationToken cancellationToken)
    {
        var size = content.Headers.ContentLength is { } length ? Math.Min(length, limit) + Slack : InitialSize;
        var answer = new BufferedAnswer((int)size);
        try
        {
            var stream = await content.ReadAsStreamAsync(cancellationToken);
            while (true)
            {
                if (answer._length == answer._buffer.Length)
                {
                    answer.Grow(answer._buffer.Length * 2);
                }

                var read = await stream.ReadAsync(answer._buffer.AsMemory(answer._length), cancellationToken);
                if (read == 0)
                {
                    return answer;
                }

                answer._length += read;
                if (answer._length > limit)
                {
                    answer.Dispose();
                    return null;
                }
            }
        }
        catch
        {
            answer.Dispose();
            throw;
        }
    }

    public void Replace(ByteRange range, ReadOnlySpan<byte> bytes)
    {
        var growth = bytes.Length - (range.End - range.Start);
        if (_length + growth > _buffer.Length)
        {
            Grow(_length + growth);
        }

        _buffer.AsSpan(range.End, _length - range.End).CopyTo(_buffer.AsSpan(range.End + growth));
        bytes.CopyTo(_buffer.AsSpan(range.Start));
        _length += growth;
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

    private void Grow(int size)
    {
        var larger = ArrayPool<byte>.Shared.Rent(size);
        _buffer.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
