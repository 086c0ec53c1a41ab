namespace Gateway.Simulator.Generation;

/// <summary>How far a choice has been sent.</summary>
internal sealed class ChoiceCursor(Choice choice)
{
    private int _segment;
    private int _offset;

    public Choice Choice => choice;

    public int Position { get; private set; }

    public bool IsDone { get; private set; }

    public GenerationStep Next()
    {
        while (_segment < choice.Segments.Length && _offset == choice.Segments[_segment].Tokens.Count)
        {
            _segment++;
            _offset = 0;
        }

        if (_segment == choice.Segments.Length)
        {
            IsDone = true;
            return new GenerationStep(choice, null, 0, Position, Position == 0, false, choice.FinishReason);
        }

        var segment = choice.Segments[_segment];
        var position = Position++;
        IsDone = choice.EndsWithLastToken && Position == choice.TokenCount;
        return new GenerationStep(choice, segment, segment.Tokens[_offset++], position, position == 0, _offset == 1, IsDone ? choice.FinishReason : null);
    }

    /// <summary>Ends the choice here, for another reason than its own.</summary>
    public GenerationStep End(string finishReason)
    {
        IsDone = true;
        return new GenerationStep(choice, null, 0, Position, Position == 0, false, finishReason);
    }
}
