using System.Text.Json.Serialization;

namespace Gateway.Contracts;

/// <summary>One request, in <c>GET /spend/logs</c>: LiteLLM's columns, then the gateway's own.</summary>
public sealed record SpendLogRow
{
    /// <summary>The <c>x-litellm-call-id</c>; a second request under the same id is <c>id#number</c>.</summary>
    public required string RequestId { get; init; }

    /// <summary><c>acompletion</c>, <c>aembedding</c>, …</summary>
    public required string CallType { get; init; }

    /// <summary>SHA-256 of the key.</summary>
    public required string ApiKey { get; init; }

    /// <summary>US dollars.</summary>
    public required double Spend { get; init; }

    public required long TotalTokens { get; init; }

    public required long PromptTokens { get; init; }

    public required long CompletionTokens { get; init; }

    [JsonPropertyName("startTime")]
    public required DateTimeOffset StartTime { get; init; }

    [JsonPropertyName("endTime")]
    public required DateTimeOffset EndTime { get; init; }

    /// <summary>When the first token came; null: none did.</summary>
    [JsonPropertyName("completionStartTime")]
    public DateTimeOffset? CompletionStartTime { get; init; }

    /// <summary>The model as the client named it.</summary>
    public required string Model { get; init; }

    /// <summary>The deployment that answered; empty: none.</summary>
    public required string ModelId { get; init; }

    /// <summary>The group that answered.</summary>
    public required string ModelGroup { get; init; }

    public string? CustomLlmProvider { get; init; }

    public required string ApiBase { get; init; }

    /// <summary>The key's owner; empty: none.</summary>
    public required string User { get; init; }

    /// <summary><c>True</c> or <c>False</c>, as LiteLLM writes it.</summary>
    public required string CacheHit { get; init; }

    public required IReadOnlyList<string> RequestTags { get; init; }

    public string? TeamId { get; init; }

    public string? OrganizationId { get; init; }

    /// <summary>The customer: the body's <c>user</c>.</summary>
    public string? EndUser { get; init; }

    /// <summary>The conversation that the request belongs to, as its client names it.</summary>
    public string? SessionId { get; init; }

    /// <summary><c>success</c> or <c>failure</c>.</summary>
    public required string Status { get; init; }

    /// <summary>HTTP status that the client got; 499 when it went away first.</summary>
    public required int StatusCode { get; init; }

    public string? ErrorType { get; init; }

    public string? KeyAlias { get; init; }

    /// <summary>Path as the client sent it.</summary>
    public required string Route { get; init; }

    /// <summary>The model as its server knows it.</summary>
    public string? UpstreamModel { get; init; }

    public required bool Streamed { get; init; }

    public required int Attempts { get; init; }

    public required int Fallbacks { get; init; }

    public required double RequestDurationMs { get; init; }

    public double? TimeToFirstTokenMs { get; init; }

    /// <summary>Of the prompt tokens, those from the server's prefix cache.</summary>
    public required long CachedTokens { get; init; }

    /// <summary>Of the completion tokens, those spent on reasoning.</summary>
    public required long ReasoningTokens { get; init; }

    /// <summary>The server gave no usage, so the gateway counted.</summary>
    public required bool UsageEstimated { get; init; }
}
