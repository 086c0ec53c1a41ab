using Gateway.Proxy.Forwarding;
using Gateway.Proxy.Spend;

namespace Gateway.Proxy.Telemetry;

/// <summary>Values of <c>exception_class</c> and <c>exception_status</c>: LiteLLM's names, since alerts are written for them.</summary>
internal static class ExceptionClasses
{
    // A stream that broke after its first token: 200 had been sent.
    private const int Broken = StatusCodes.Status502BadGateway;

    /// <summary>Null when the request has succeeded.</summary>
    public static string? Of(SpendLog log) => log.ErrorType switch
    {
        null => null,
        "budget_exceeded" => "BudgetExceededError",
        _ => Of(log.Status),
    };

    public static int StatusOf(int status) => status >= 400 ? status : Broken;

    /// <summary>With the provider in front, as LiteLLM writes failures of deployments: <c>Openai.RateLimitError</c>.</summary>
    public static string Of(Outcome outcome, int status, string provider)
    {
        var name = outcome switch
        {
            Outcome.ContextWindowExceeded => "ContextWindowExceededError",
            Outcome.ContentPolicyViolated => "ContentPolicyViolationError",
            Outcome.Unreachable or Outcome.Interrupted => "APIConnectionError",
            Outcome.TimedOut => "Timeout",
            _ => Of(status),
        };
        return provider.Length == 0 ? name : $"{char.ToUpperInvariant(provider[0])}{provider.AsSpan(1)}.{name}";
    }

    public static int StatusOf(Outcome outcome, int status) => status >= 400 ? status : outcome switch
    {
        Outcome.Unreachable => StatusCodes.Status503ServiceUnavailable,
        Outcome.TimedOut => StatusCodes.Status504GatewayTimeout,
        _ => Broken,
    };

    private static string Of(int status) => status switch
    {
        400 or 413 => "BadRequestError",
        401 => "AuthenticationError",
        403 => "PermissionDeniedError",
        404 => "NotFoundError",
        408 or 504 => "Timeout",
        422 => "UnprocessableEntityError",
        429 => "RateLimitError",
        499 => "ClientClosedRequest",
        500 => "InternalServerError",
        503 => "ServiceUnavailableError",
        > 500 => "APIError",
        > 400 => "BadRequestError",
        _ => "APIConnectionError",
    };
}
