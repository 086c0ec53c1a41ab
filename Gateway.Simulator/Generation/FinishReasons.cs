namespace Gateway.Simulator.Generation;

/// <summary>Values of <c>finish_reason</c>.</summary>
internal static class FinishReasons
{
    public const string Stop = "stop";
    public const string Length = "length";
    public const string ToolCalls = "tool_calls";
    public const string Abort = "abort";
}
