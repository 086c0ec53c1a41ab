namespace Gateway.Simulator.Generation;

/// <summary>A call of a tool; its arguments are the tokens of the segment.</summary>
internal sealed record ToolCall(int Index, string Id, string Name);
