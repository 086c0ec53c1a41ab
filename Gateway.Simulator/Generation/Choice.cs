namespace Gateway.Simulator.Generation;

/// <summary>One whole answer, known before its first token is sent.</summary>
/// <param name="Index">Its place among the choices.</param>
/// <param name="Segments">The parts in the order they are sent.</param>
/// <param name="FinishReason">Why it ends.</param>
/// <param name="StopReason">The stop string that ended it.</param>
internal sealed record Choice(int Index, Segment[] Segments, string FinishReason, string? StopReason)
{
    /// <summary>The prompt, when a text completion is to repeat it.</summary>
    public string Echo { get; init; } = "";

    public int TokenCount { get; } = Segments.Sum(segment => segment.Tokens.Count);

    /// <summary>An answer that ends by itself takes one more step, for the token that says so; a cut one does not.</summary>
    public bool EndsWithLastToken => TokenCount > 0 && (FinishReason == FinishReasons.Length || StopReason is not null);

    /// <summary>The first tokens of this answer, ended for another reason.</summary>
    public Choice Cut(int tokens, string finishReason)
    {
        var segments = new List<Segment>();
        foreach (var segment in Segments)
        {
            var taken = Math.Min(tokens, segment.Tokens.Count);
            tokens -= taken;
            if (taken > 0 || segment.Tokens.Count == 0)
            {
                segments.Add(taken == segment.Tokens.Count ? segment : segment with { Tokens = segment.Tokens[..taken] });
            }
        }

        return new Choice(Index, [.. segments], finishReason, null) { Echo = Echo };
    }
}
