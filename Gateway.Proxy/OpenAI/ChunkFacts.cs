namespace Gateway.Proxy.OpenAI;

/// <summary>
/// What a stream's chunk is, found by searching its bytes. A quote inside a JSON string is always escaped, so
/// <c>"finish_reason"</c> with bare quotes can only be a real key, whatever the model writes.
/// </summary>
internal readonly ref struct ChunkFacts(ReadOnlySpan<byte> data)
{
    private readonly ReadOnlySpan<byte> _data = data;

    /// <summary><c>data: [DONE]</c></summary>
    public bool IsDone => _data.SequenceEqual("[DONE]"u8);

    /// <summary><c>{"error": …}</c>, or the older <c>{"object":"error", …}</c>.</summary>
    public bool IsError => StartsWithMember("\"error\""u8) || (StartsWithMember("\"object\""u8) && ValueIs(_data, "\"object\""u8, "\"error\""u8));

    public bool HasUsage => HasValue(_data, "\"usage\""u8, (byte)'{');

    /// <summary>How many choices end in this chunk: <c>"finish_reason":"stop"</c>, not <c>null</c>.</summary>
    public int FinishReasons
    {
        get
        {
            var count = 0;
            var rest = _data;
            while (TryFindValue(rest, "\"finish_reason\""u8, out var value))
            {
                count += value.Length > 0 && value[0] == (byte)'"' ? 1 : 0;
                rest = value;
            }

            return count;
        }
    }

    /// <summary><c>"finish_reason":"abort"</c>: the engine gave the request up (vllm#57082).</summary>
    public bool IsAbort => ValueIs(_data, "\"finish_reason\""u8, "\"abort\""u8);

    /// <summary>The chunk carries output: text, reasoning, a tool call, or the end of a choice. The role chunk does not.</summary>
    public bool HasToken =>
        HasText("\"content\""u8)
        || HasText("\"reasoning\""u8)
        || HasText("\"reasoning_content\""u8)
        || HasText("\"text\""u8)
        || HasText("\"refusal\""u8)
        || HasValue(_data, "\"tool_calls\""u8, (byte)'[')
        || HasValue(_data, "\"function_call\""u8, (byte)'{')
        || FinishReasons > 0;

    /// <summary>Where the chunk's text stands, without its quotes; empty where it has none, or one with a quote in it.</summary>
    public ByteRange PlainText
    {
        get
        {
            if (!TryFindText("\"content\""u8, out var text)
                && !TryFindText("\"reasoning\""u8, out text)
                && !TryFindText("\"reasoning_content\""u8, out text)
                && !TryFindText("\"text\""u8, out text))
            {
                return default;
            }

            var start = _data.Length - text.Length;
            var length = text.IndexOf((byte)'"');
            return length > 0 && text[length - 1] != (byte)'\\' ? new ByteRange(start, start + length) : default;
        }
    }

    private bool HasText(ReadOnlySpan<byte> key) => TryFindText(key, out _);

    // From the first character of the first text of that name that is not empty, to the end of the data.
    private bool TryFindText(ReadOnlySpan<byte> key, out ReadOnlySpan<byte> text)
    {
        var rest = _data;
        while (TryFindValue(rest, key, out var value))
        {
            if (value.Length > 1 && value[0] == (byte)'"' && value[1] != (byte)'"')
            {
                text = value[1..];
                return true;
            }

            rest = value;
        }

        text = default;
        return false;
    }

    private bool StartsWithMember(ReadOnlySpan<byte> key) =>
        _data.Length > 0 && _data[0] == (byte)'{' && _data[1..].TrimStart(" \t\r\n"u8).StartsWith(key);

    private static bool HasValue(ReadOnlySpan<byte> data, ReadOnlySpan<byte> key, byte first) =>
        TryFindValue(data, key, out var value) && value.Length > 0 && value[0] == first;

    private static bool ValueIs(ReadOnlySpan<byte> data, ReadOnlySpan<byte> key, ReadOnlySpan<byte> expected) =>
        TryFindValue(data, key, out var value) && value.StartsWith(expected);

    // What follows "key": and blanks.
    private static bool TryFindValue(ReadOnlySpan<byte> data, ReadOnlySpan<byte> key, out ReadOnlySpan<byte> value)
    {
        while (true)
        {
            var at = data.IndexOf(key);
            if (at < 0)
            {
                value = default;
                return false;
            }

            data = data[(at + key.Length)..];
            var rest = data.TrimStart(" \t\r\n"u8);
            if (rest.Length > 0 && rest[0] == (byte)':')
            {
                value = rest[1..].TrimStart(" \t\r\n"u8);
                return true;
            }
        }
    }
}
