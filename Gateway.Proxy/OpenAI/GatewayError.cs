namespace Gateway.Proxy.OpenAI;

/// <summary>An error answer, before it is written: <c>{"error": {"message", "type", "param", "code"}}</c>.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Type">LiteLLM's or OpenAI's error type; low cardinality, also a metric label.</param>
/// <param name="Code">Machine-readable reason such as <c>model_not_found</c>.</param>
/// <param name="Message">What happened and what to do; never a key.</param>
internal sealed record GatewayError(int Status, string Type, string Code, string Message)
{
    /// <summary>The request field at fault.</summary>
    public string? Param { get; init; }

    /// <summary>Sent as <c>retry-after</c>, in whole seconds, rounded up.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary><c>requests</c>, <c>tokens</c> or <c>concurrent_requests</c> on the gateway's own 429.</summary>
    public string? RateLimitType { get; init; }

    /// <summary>An upstream's error body in a shape that clients know; sent as it is, instead of the members above, to clients of that shape.</summary>
    public ReadOnlyMemory<byte> UpstreamBody { get; init; }

    /// <summary>The shape of <see cref="UpstreamBody"/> is Anthropic's, else OpenAI's.</summary>
    public bool UpstreamIsAnthropic { get; init; }
}
