using Gateway.Simulator.Generation;
using Gateway.Simulator.Tokens;

namespace Gateway.Simulator.Streaming;

/// <summary>
/// Log probabilities that depend on seed and position alone. The token sent is the likeliest; alternatives follow in order.
/// <code>
/// chat:        {"token":" big","logprob":-0.127,"bytes":[32,98,105,103],"top_logprobs":[{…}]}
/// completions: a number in token_logprobs, an object {" big":-0.127} in top_logprobs
/// </code>
/// </summary>
internal static class Logprobs
{
    private static readonly int[] s_alternatives = [.. Tokenizer.Encode(" the a of and to in is that it was for on are with they at be this from have").Distinct()];

    public static int RoomOf(int top) => 256 + ((top + 1) * 160);

    /// <summary>Between 0 and -0.5, with three digits.</summary>
    public static int Thousandths(ulong seed, int position) => (int)(Hash64.Combine(seed, (ulong)position) % 500);

    /// <summary>The token itself first, then others, each less likely.</summary>
    public static (int Token, int Thousandths) Alternative(int token, ulong seed, int position, int rank)
    {
        var likeliest = Thousandths(seed, position);
        if (rank == 0)
        {
            return (token, likeliest);
        }

        var start = (int)(Hash64.Combine(seed, (ulong)position + 1) % (ulong)s_alternatives.Length);
        var other = s_alternatives[(start + rank) % s_alternatives.Length];
        return (other == token ? s_alternatives[start] : other, likeliest + (rank * 750));
    }

    public static void WriteChat(ref Utf8Span span, int token, ulong seed, int position, int top)
    {
        WriteEntry(ref span, (token, Thousandths(seed, position)));
        span.Append(",\"top_logprobs\":["u8);
        for (var rank = 0; rank < top; rank++)
        {
            span.Append(rank == 0 ? ""u8 : ","u8);
            WriteEntry(ref span, Alternative(token, seed, position, rank));
            span.Append("}"u8);
        }

        span.Append("]}"u8);
    }

    public static void WriteNumber(ref Utf8Span span, int thousandths)
    {
        // -1.250
        span.Append("-"u8);
        span.Append(thousandths / 1000);
        var rest = thousandths % 1000;
        span.Append(rest < 10 ? ".00"u8 : rest < 100 ? ".0"u8 : "."u8);
        span.Append(rest);
    }

    private static void WriteEntry(ref Utf8Span span, (int Token, int Thousandths) entry)
    {
        span.Append("{\"token\":\""u8);
        span.AppendToken(entry.Token);
        span.Append("\",\"logprob\":"u8);
        WriteNumber(ref span, entry.Thousandths);
        span.Append(",\"bytes\":["u8);
        WriteBytes(ref span, entry.Token);
        span.Append("]"u8);
    }

    private static void WriteBytes(ref Utf8Span span, int token)
    {
        Span<char> characters = stackalloc char[TokenId.MaxChars];
        Span<byte> bytes = stackalloc byte[TokenId.MaxJsonBytes];
        var count = System.Text.Encoding.UTF8.GetBytes(characters[..TokenId.Write(token, characters)], bytes);
        for (var i = 0; i < count; i++)
        {
            span.Append(i == 0 ? ""u8 : ","u8);
            span.Append(bytes[i]);
        }
    }
}
