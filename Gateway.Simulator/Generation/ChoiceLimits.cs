using Gateway.Simulator.Tokens;

namespace Gateway.Simulator.Generation;

/// <summary>Cuts an answer where the request wants it to end: at a stop string, or at the most tokens.</summary>
internal static class ChoiceLimits
{
    public static Choice Apply(Choice choice, GenerationOptions options, int maxTokens)
    {
        var stopped = StopAtString(choice, options);
        return stopped.TokenCount <= maxTokens ? stopped : stopped.Cut(maxTokens, FinishReasons.Length);
    }

    /// <summary>Stop strings count in the content only. The text is cut, and its tokens are those of the text that is left.</summary>
    private static Choice StopAtString(Choice choice, GenerationOptions options)
    {
        if (options.Stop.Count == 0 || choice.Segments is not [.. var before, { Kind: SegmentKind.Content } content])
        {
            return choice;
        }

        var tokens = content.Tokens.AsSpan();
        var text = Tokenizer.Decode(tokens);
        var ignored = Tokenizer.Decode(tokens[..Math.Min(options.MinTokens, tokens.Length)]).Length;
        var (at, stop) = options.Stop
            .Select(stop => (At: text.IndexOf(stop, ignored, StringComparison.Ordinal), Stop: stop))
            .Where(found => found.At >= 0)
            .DefaultIfEmpty((At: -1, Stop: ""))
            .MinBy(found => found.At);
        if (at < 0)
        {
            return choice;
        }

        var kept = text[..(options.IncludeStop ? at + stop.Length : at)];
        return new Choice(choice.Index, [.. before, content with { Tokens = Tokenizer.Encode(kept) }], FinishReasons.Stop, stop);
    }
}
