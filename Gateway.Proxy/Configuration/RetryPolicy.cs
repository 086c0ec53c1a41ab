namespace Gateway.Proxy.Configuration;

/// <summary>How many retries each kind of failure gets (<c>retry_policy</c>); null: <c>num_retries</c>, or none where the kind is not retried by default.</summary>
internal sealed record RetryPolicy
{
    public int? BadRequestErrorRetries { get; init; }

    public int? AuthenticationErrorRetries { get; init; }

    public int? TimeoutErrorRetries { get; init; }

    public int? RateLimitErrorRetries { get; init; }

    public int? ContentPolicyViolationErrorRetries { get; init; }

    public int? InternalServerErrorRetries { get; init; }

    public int? ServiceUnavailableErrorRetries { get; init; }

    public int? NotFoundErrorRetries { get; init; }

    public int? DefaultRetries { get; init; }
}
