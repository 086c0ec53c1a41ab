namespace Gateway.Proxy.Configuration;

/// <summary>How many failures of each kind a deployment may have a minute (<c>allowed_fails_policy</c>); null: <c>allowed_fails</c>.</summary>
internal sealed record AllowedFailsPolicy
{
    public int? BadRequestErrorAllowedFails { get; init; }

    public int? AuthenticationErrorAllowedFails { get; init; }

    public int? TimeoutErrorAllowedFails { get; init; }

    public int? RateLimitErrorAllowedFails { get; init; }

    public int? ContentPolicyViolationErrorAllowedFails { get; init; }

    public int? InternalServerErrorAllowedFails { get; init; }
}
