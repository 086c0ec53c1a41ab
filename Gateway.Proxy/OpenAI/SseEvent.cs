namespace Gateway.Proxy.OpenAI;

/// <summary>
/// Finds events in a <c>text/event-stream</c>. Raw form: <c>data: {…}\n\n</c>, also <c>\r\n\r\n</c>; comments such as
/// <c>: ping</c> are events of their own.
/// </summary>
internal static class SseEvent
{
    /// <summary>The length of the first event with its blank line; -1 when it is not complete yet.</summary>
    /// <param name="buffer">Starts at the beginning of an event.</param>
    /// <param name="from">Bytes that an earlier call has searched already.</param>
    public static int Length(ReadOnlySpan<byte> buffer, int from = 0)
    {
        // The blank line may straddle the old end: step back over what could be its first bytes.
        var position = Math.Max(0, from - 3);
        while (true)
        {
            var newline = buffer[position..].IndexOf((byte)'\n');
            if (newline < 0)
            {
                return -1;
            }

            position += newline + 1;
            if (position < buffer.Length && buffer[position] == (byte)'\n')
            {
                return position + 1;
            }

            if (position + 1 < buffer.Length && buffer[position] == (byte)'\r' && buffer[position + 1] == (byte)'\n')
            {
                return position + 2;
            }
        }
    }

    /// <summary>Where the value of the first <c>data:</c> line stands in an event; empty for a comment.</summary>
    public static ByteRange Data(ReadOnlySpan<byte> sseEvent)
    {
        var line = 0;
        while (line < sseEvent.Length)
        {
            var length = sseEvent[line..].IndexOf((byte)'\n');
            var end = length < 0 ? sseEvent.Length : line + length;
            var text = sseEvent[line..end];
            if (text.StartsWith("data:"u8))
            {
                var start = line + 5;
                var trimmed = end > start && sseEvent[end - 1] == (byte)'\r' ? end - 1 : end;
                return new ByteRange(start < trimmed && sseEvent[start] == (byte)' ' ? start + 1 : start, trimmed);
            }

            line = end + 1;
        }

        return default;
    }
}
