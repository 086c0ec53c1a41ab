namespace Gateway.Simulator.Generation;

/// <summary>Which part of a message a token belongs to.</summary>
internal enum SegmentKind
{
    Reasoning,
    Content,
    ToolCall,
}
