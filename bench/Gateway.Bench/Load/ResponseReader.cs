using System.Buffers.Text;
using System.Text;

namespace Gateway.Bench.Load;

/// <summary>
/// Reads one HTTP/1.1 answer from whatever pieces arrive: just enough to find its end, to count its events and to keep
/// what <see cref="AnswerCheck"/> looks at.
/// </summary>
internal sealed class ResponseReader
{
    private const int TailLength = 16;

    private readonly byte[] _head = new byte[8 * 1024];
    private readonly byte[] _tail = new byte[TailLength];
    private BodyFraming _at;
    private int _headLength;
    private long _left;
    private bool _lastWasNewline;

    public int Status { get; private set; }

    public long BodyLength { get; private set; }

    /// <summary>Server-sent events that have arrived whole, that is with the empty line after them.</summary>
    public int Events { get; private set; }

    public bool Started => _headLength > 0;

    public ReadOnlySpan<byte> Tail => _tail;

    /// <summary>The answer's first bytes on one line, for messages about a wrong one.</summary>
    public string Head => Encoding.UTF8.GetString(_head, 0, Math.Min(_headLength, 2000)).ReplaceLineEndings(" ").Trim();

    public void Reset()
    {
        _at = BodyFraming.Head;
        _headLength = 0;
        _left = 0;
        _lastWasNewline = false;
        Status = 0;
        BodyLength = 0;
        Events = 0;
        _tail.AsSpan().Clear();
    }

    /// <summary>True when the answer is complete. Bytes beyond its end are an error: nothing else was asked for.</summary>
    public bool Feed(ReadOnlySpan<byte> data)
    {
        while (data.Length > 0)
        {
            switch (_at)
            {
                case BodyFraming.Head:
                    data = FeedHead(data);
                    break;
                case BodyFraming.Length:
                    data = FeedBody(data, BodyFraming.Complete);
                    break;
                case BodyFraming.ChunkSize:
                    data = FeedChunkSize(data);
                    break;
                case BodyFraming.ChunkData:
                    data = FeedBody(data, BodyFraming.ChunkEnd);
                    break;
                case BodyFraming.ChunkEnd:
                    // The CRLF after a chunk; the next size begins after the line feed.
                    if (data[0] == '\n')
                    {
                        _at = BodyFraming.ChunkSize;
                    }

                    data = data[1..];
                    break;
                case BodyFraming.Trailer:
                    // No server here sends trailers: the empty line after "0" ends the answer.
                    if (data[0] == '\n')
                    {
                        _at = BodyFraming.Complete;
                    }

                    data = data[1..];
                    break;
                default:
                    throw new IOException($"{data.Length} bytes after the end of an answer");
            }
        }

        return _at == BodyFraming.Complete;
    }

    private ReadOnlySpan<byte> FeedHead(ReadOnlySpan<byte> data)
    {
        var searchFrom = Math.Max(0, _headLength - 3);
        var taken = Math.Min(data.Length, _head.Length - _headLength);
        data[..taken].CopyTo(_head.AsSpan(_headLength));
        var end = _head.AsSpan(searchFrom, _headLength + taken - searchFrom).IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            _headLength += taken;
            return _headLength < _head.Length ? [] : throw new IOException("the head of an answer is longer than 8 KB");
        }

        var headLength = searchFrom + end + 4;
        var used = headLength - _headLength;
        // What follows the head stays in the buffer for Head to show; it is fed again from data.
        _headLength += taken;
        ReadFraming(_head.AsSpan(0, headLength));
        return data[used..];
    }

    // HTTP/1.1 200 OK\r\nContent-Length: 600\r\n…
    private void ReadFraming(ReadOnlySpan<byte> head)
    {
        if (!head.StartsWith("HTTP/1.1 "u8) || !Utf8Parser.TryParse(head[9..], out int status, out _))
        {
            throw new IOException($"not an HTTP/1.1 answer: {Head}");
        }

        Status = status;
        _at = BodyFraming.Complete;
        for (var rest = head[(head.IndexOf((byte)'\n') + 1)..]; rest.Length > 2; rest = rest[(rest.IndexOf((byte)'\n') + 1)..])
        {
            if (Names(rest, "content-length:") && Utf8Parser.TryParse(rest[15..].TrimStart((byte)' '), out long length, out _))
            {
                _left = length;
                _at = length == 0 ? BodyFraming.Complete : BodyFraming.Length;
            }
            else if (Names(rest, "transfer-encoding:"))
            {
                _at = BodyFraming.ChunkSize;
            }
        }
    }

    private static bool Names(ReadOnlySpan<byte> line, string name) =>
        line.Length > name.Length && Ascii.EqualsIgnoreCase(line[..name.Length], name);

    private ReadOnlySpan<byte> FeedChunkSize(ReadOnlySpan<byte> data)
    {
        for (var i = 0; i < data.Length; i++)
        {
            var digit = HexValue(data[i]);
            if (digit >= 0)
            {
                _left = (_left << 4) + digit;
            }
            else if (data[i] == '\n')
            {
                _at = _left == 0 ? BodyFraming.Trailer : BodyFraming.ChunkData;
                return data[(i + 1)..];
            }
        }

        return [];
    }

    private static int HexValue(byte character) => character switch
    {
        >= (byte)'0' and <= (byte)'9' => character - '0',
        >= (byte)'a' and <= (byte)'f' => character - 'a' + 10,
        >= (byte)'A' and <= (byte)'F' => character - 'A' + 10,
        _ => -1,
    };

    private ReadOnlySpan<byte> FeedBody(ReadOnlySpan<byte> data, BodyFraming next)
    {
        var taken = (int)Math.Min(_left, data.Length);
        var body = data[..taken];
        BodyLength += taken;
        _left -= taken;
        CountEvents(body);
        KeepTail(body);
        if (_left == 0)
        {
            _at = next;
        }

        return data[taken..];
    }

    private void CountEvents(ReadOnlySpan<byte> body)
    {
        var splitEnd = _lastWasNewline && body[0] == '\n';
        _lastWasNewline = body[^1] == '\n' && !(splitEnd && body.Length == 1);
        Events += splitEnd ? 1 + body[1..].Count("\n\n"u8) : body.Count("\n\n"u8);
    }

    private void KeepTail(ReadOnlySpan<byte> body)
    {
        if (body.Length >= TailLength)
        {
            body[^TailLength..].CopyTo(_tail);
            return;
        }

        _tail.AsSpan(body.Length).CopyTo(_tail);
        body.CopyTo(_tail.AsSpan(TailLength - body.Length));
    }
}
