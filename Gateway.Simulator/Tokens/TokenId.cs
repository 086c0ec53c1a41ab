using System.Text;

namespace Gateway.Simulator.Tokens;

/// <summary>
/// A token id holds its own text, in 31 bits so that every client's int takes it:
/// <code>
/// 0 0 LL dddddddccccccccbbbbbbbaaaaaaa   1 + LL ASCII characters of 7 bits, the first one lowest
/// 0 1 0 ....... rune (21 bits)           one character outside ASCII
/// 0 1 1 ....... hash (24 bits)           a piece of a picture or sound; equal data has equal ids
/// </code>
/// </summary>
internal static class TokenId
{
    /// <summary>The longest text of a token: the placeholder of media.</summary>
    public const int MaxChars = 9;

    /// <summary>The longest text of a token in UTF-8 once it is escaped for JSON: four characters as <c>\u0000</c>.</summary>
    public const int MaxJsonBytes = 24;

    public const string Media = "<|media|>";

    private const int OutsideAscii = 1 << 30;
    private const int MediaMark = 1 << 29;

    public static int OfAscii(ReadOnlySpan<char> text)
    {
        var id = (text.Length - 1) << 28;
        for (var i = 0; i < text.Length; i++)
        {
            id |= text[i] << (7 * i);
        }

        return id;
    }

    public static int OfRune(Rune rune) => OutsideAscii | rune.Value;

    public static int OfMedia(ulong hash) => OutsideAscii | MediaMark | (int)(hash & 0xFF_FFFF);

    /// <summary>Writes the characters of a token and returns how many. An id that nothing encodes to gives U+FFFD or control characters, never a failure.</summary>
    public static int Write(int token, Span<char> destination)
    {
        if ((token & OutsideAscii) == 0)
        {
            var length = 1 + ((token >> 28) & 3);
            for (var i = 0; i < length; i++)
            {
                destination[i] = (char)((token >> (7 * i)) & 0x7F);
            }

            return length;
        }

        if ((token & MediaMark) != 0)
        {
            Media.CopyTo(destination);
            return Media.Length;
        }

        return (Rune.TryCreate(token & 0x1F_FFFF, out var rune) ? rune : Rune.ReplacementChar).EncodeToUtf16(destination);
    }

    /// <summary>Writes a token as the inside of a JSON string, in UTF-8, as Python's JSON writer would: only what must be escaped is.</summary>
    public static int WriteJson(int token, Span<byte> destination)
    {
        Span<char> characters = stackalloc char[MaxChars];
        var count = Write(token, characters);
        var written = 0;
        foreach (var character in characters[..count])
        {
            if (!char.IsAscii(character))
            {
                return Encoding.UTF8.GetBytes(characters[..count], destination);
            }

            written += WriteAscii(character, destination[written..]);
        }

        return written;
    }

    private static int WriteAscii(char character, Span<byte> destination)
    {
        var escaped = character switch
        {
            '"' => "\\\""u8,
            '\\' => "\\\\"u8,
            '\n' => "\\n"u8,
            '\r' => "\\r"u8,
            '\t' => "\\t"u8,
            _ => default,
        };
        if (!escaped.IsEmpty)
        {
            escaped.CopyTo(destination);
            return escaped.Length;
        }

        if (character < ' ')
        {
            "\\u00"u8.CopyTo(destination);
            destination[4] = (byte)('0' + (character >> 4));
            destination[5] = (byte)"0123456789abcdef"[character & 15];
            return 6;
        }

        destination[0] = (byte)character;
        return 1;
    }
}
