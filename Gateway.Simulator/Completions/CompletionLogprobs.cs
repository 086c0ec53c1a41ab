using Gateway.Simulator.Generation;
using Gateway.Simulator.Streaming;
using Gateway.Simulator.Tokens;

namespace Gateway.Simulator.Completions;

/// <summary>Log probabilities in the form of text completions: four parallel lists.</summary>
internal static class CompletionLogprobs
{
    /// <summary>Where the token begins in the text.</summary>
    public static int OffsetOf(in GenerationStep step) => OffsetOf(step.Choice, step.Position);

    public static int OffsetOf(Choice choice, int position)
    {
        Span<char> characters = stackalloc char[TokenId.MaxChars];
        var offset = choice.Echo.Length;
        foreach (var token in choice.Segments[0].Tokens[..position])
        {
            offset += TokenId.Write(token, characters);
        }

        return offset;
    }

    /// <summary><code>{" big":-0.127," the":-0.877}</code></summary>
    public static void WriteTop(ref Utf8Span span, int token, ulong seed, int position, int top)
    {
        span.Append("{"u8);
        for (var rank = 0; rank < Math.Max(1, top); rank++)
        {
            var (alternative, thousandths) = Logprobs.Alternative(token, seed, position, rank);
            span.Append(rank == 0 ? "\""u8 : ",\""u8);
            span.AppendToken(alternative);
            span.Append("\":"u8);
            Logprobs.WriteNumber(ref span, thousandths);
        }

        span.Append("}"u8);
    }
}
