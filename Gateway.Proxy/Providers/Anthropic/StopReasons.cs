namespace Gateway.Proxy.Providers.Anthropic;

/// <summary>Why a message ended, in both dialects.</summary>
internal static class StopReasons
{
    public static string ToFinishReason(string? stopReason) => stopReason switch
    {
        "max_tokens" or "model_context_window_exceeded" => "length",
        "tool_use" => "tool_calls",
        "refusal" => "content_filter",
        // end_turn, stop_sequence, pause_turn
        _ => "stop",
    };

    /// <param name="calledTools">vLLM says "stop" where a named tool was forced.</param>
    /// <param name="matchedStop">The stop text that was met.</param>
    public static string FromFinishReason(string? finishReason, bool calledTools, string? matchedStop) => finishReason switch
    {
        "length" => "max_tokens",
        "content_filter" => "refusal",
        "tool_calls" or "function_call" => "tool_use",
        _ when calledTools => "tool_use",
        _ => matchedStop is null ? "end_turn" : "stop_sequence",
    };
}
