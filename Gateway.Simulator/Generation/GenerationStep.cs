namespace Gateway.Simulator.Generation;

/// <summary>What one step of the engine adds to one choice: a token, or its end, or both.</summary>
/// <param name="Choice">The choice.</param>
/// <param name="Segment">The part that the token belongs to; null when the step brings no token.</param>
/// <param name="Token">The token.</param>
/// <param name="Position">How many tokens of the choice came before.</param>
/// <param name="BeginsChoice">It is the first step of the choice.</param>
/// <param name="BeginsSegment">It is the first step of the part.</param>
/// <param name="FinishReason">Set on the last step of the choice.</param>
internal readonly record struct GenerationStep(
    Choice Choice, Segment? Segment, int Token, int Position, bool BeginsChoice, bool BeginsSegment, string? FinishReason);
