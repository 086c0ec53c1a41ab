using Gateway.Proxy.OpenAI;

namespace Gateway.Proxy.Dialects.Responses;

/// <summary>How far a response has come.</summary>
/// <param name="Status"><c>queued</c>, <c>in_progress</c>, <c>completed</c>, <c>incomplete</c>, <c>failed</c>, <c>cancelled</c>.</param>
internal sealed record ResponseState(string Status, IReadOnlyList<OutputItem> Output)
{
    /// <summary>As the model server's answer names it; null: as the request does.</summary>
    public string? Model { get; init; }

    public Usage? Usage { get; init; }

    /// <summary>Why it is incomplete.</summary>
    public string? IncompleteReason { get; init; }

    public GatewayError? Error { get; init; }

    /// <summary>By a chat's finish reason.</summary>
    public static ResponseState Ended(string? finishReason, IReadOnlyList<OutputItem> output)
    {
        var reason = finishReason switch { "length" => "max_output_tokens", "content_filter" => "content_filter", _ => null };
        return new ResponseState(reason is null ? "completed" : "incomplete", output) { IncompleteReason = reason };
    }
}
