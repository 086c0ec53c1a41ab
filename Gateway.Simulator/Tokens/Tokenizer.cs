using System.Text;

namespace Gateway.Simulator.Tokens;

/// <summary>
/// The rule of the simulated vocabulary: a token is a run of ASCII letters and digits, with at most one space before it,
/// of four characters together; any other character is a token of its own.
/// <code>"Hello, big world" → "Hell" "o" "," " big" " wor" "ld"</code>
/// A space always begins a token, so the tokens of a text are the tokens of its words one after the other, and a prefix
/// of a text has the same tokens but for the last. An id holds the characters themselves (see <see cref="TokenId"/>):
/// nothing has to be remembered to turn ids back into text.
/// </summary>
internal static class Tokenizer
{
    public const int MaxCharactersOfToken = 4;

    public static int[] Encode(string text)
    {
        var tokens = new List<int>(text.Length / 3 + 1);
        Encode(text, tokens);
        return [.. tokens];
    }

    public static void Encode(ReadOnlySpan<char> text, List<int> tokens)
    {
        while (!text.IsEmpty)
        {
            tokens.Add(Next(text, out var length));
            text = text[length..];
        }
    }

    public static int Count(ReadOnlySpan<char> text)
    {
        var count = 0;
        while (!text.IsEmpty)
        {
            Next(text, out var length);
            text = text[length..];
            count++;
        }

        return count;
    }

    public static string Decode(ReadOnlySpan<int> tokens)
    {
        var text = new StringBuilder(tokens.Length * MaxCharactersOfToken);
        Span<char> characters = stackalloc char[TokenId.MaxChars];
        foreach (var token in tokens)
        {
            text.Append(characters[..TokenId.Write(token, characters)]);
        }

        return text.ToString();
    }

    private static int Next(ReadOnlySpan<char> text, out int length)
    {
        if (!char.IsAscii(text[0]))
        {
            // A lone half of a surrogate pair becomes U+FFFD, as every UTF-8 encoder makes it.
            var status = Rune.DecodeFromUtf16(text, out var rune, out length);
            return TokenId.OfRune(status == System.Buffers.OperationStatus.Done ? rune : Rune.ReplacementChar);
        }

        length = 1;
        var runs = char.IsAsciiLetterOrDigit(text[0]) || (text[0] == ' ' && text.Length > 1 && char.IsAsciiLetterOrDigit(text[1]));
        while (runs && length < MaxCharactersOfToken && length < text.Length && char.IsAsciiLetterOrDigit(text[length]))
        {
            length++;
        }

        return TokenId.OfAscii(text[..length]);
    }
}
