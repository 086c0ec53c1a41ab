using Gateway.Contracts;
using Gateway.Proxy.OpenAI;
using Gateway.Proxy.Spend.Details;

namespace Gateway.Proxy.Spend;

/// <summary>What is known when a request has ended; one for every authenticated POST on an inference route.</summary>
internal sealed record SpendLog
{
    /// <summary>The <c>x-litellm-call-id</c> of the response.</summary>
    public required string RequestId { get; init; }

    public required EndpointKind Endpoint { get; init; }

    /// <summary>Path as the client sent it, e.g. <c>/v1/chat/completions</c>.</summary>
    public required string Route { get; init; }

    /// <summary>The route that the path matched, e.g. <c>/engines/{model}/completions</c>; unlike <see cref="Route"/> there are only so many.</summary>
    public string RoutePattern { get; init; } = "";

    /// <summary>SHA-256 of the key in lower-case hex, as LiteLLM stores it.</summary>
    public required string KeyHash { get; init; }

    public string? KeyAlias { get; init; }

    /// <summary>The model as the client named it; empty when the request named none.</summary>
    public required string RequestedModel { get; init; }

    /// <summary>The group that answered, or the first that was tried; null when the request ended before routing.</summary>
    public string? ModelGroup { get; init; }

    public string? DeploymentId { get; init; }

    /// <summary>The deployment's <c>provider/model</c> as configured.</summary>
    public string? LitellmModel { get; init; }

    /// <summary>The model as the upstream knows it.</summary>
    public string? UpstreamModel { get; init; }

    public string? Provider { get; init; }

    public string? ApiBase { get; init; }

    /// <summary>HTTP status that the client got; 499 when it went away first.</summary>
    public required int Status { get; init; }

    /// <summary>The error's type when the request failed, e.g. <c>rate_limit_error</c>; low cardinality.</summary>
    public string? ErrorType { get; init; }

    public required bool Streamed { get; init; }

    public required Usage Usage { get; init; }

    /// <summary>US dollars.</summary>
    public required double Cost { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required TimeSpan Duration { get; init; }

    /// <summary>From the request's arrival to the first byte of the answer's body; null when there was none.</summary>
    public TimeSpan? TimeToFirstToken { get; init; }

    /// <summary>Time spent waiting for upstreams, over all attempts.</summary>
    public required TimeSpan UpstreamDuration { get; init; }

    public required int Attempts { get; init; }

    public required int Fallbacks { get; init; }

    /// <summary>The customer on whose behalf the request was made: the body's <c>user</c>.</summary>
    public string? EndUser { get; init; }

    /// <summary>The conversation that it belongs to, as its client names it.</summary>
    public string? SessionId { get; init; }

    /// <summary>The key's owner.</summary>
    public string? UserId { get; init; }

    /// <summary>The key's team.</summary>
    public string? TeamId { get; init; }

    /// <summary>The organization of the key or its team.</summary>
    public string? OrganizationId { get; init; }

    /// <summary>Not in the journal: for metrics.</summary>
    public string? TeamAlias { get; init; }

    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Answered from the response cache: no deployment, no cost.</summary>
    public bool CacheHit { get; init; }

    /// <summary>Not in the journal: for whoever looks for a cause.</summary>
    public IReadOnlyList<FailedAttempt> FailedAttempts { get; init; } = [];

    /// <summary>Prompt and answer, where they are kept or sent elsewhere. Not in the journal either.</summary>
    public TextCapture? Texts { get; init; }

    /// <summary>What the client was told. Not in the journal either.</summary>
    public string? ErrorMessage { get; init; }
}
