namespace Gateway.Simulator.Generation;

/// <summary>Consecutive tokens of one part of a message. Since a token id holds its text, this is the text as well.</summary>
internal sealed record Segment(SegmentKind Kind, ArraySegment<int> Tokens, ToolCall? Call = null);
