using System.Net;

namespace Gateway.Proxy.Configuration;

/// <summary><c>general_settings</c>.</summary>
internal sealed record GeneralSettings
{
    public string? MasterKey { get; init; }

    public string? DatabaseUrl { get; init; }

    /// <summary>Used when the request names no model.</summary>
    public string? CompletionModel { get; init; }

    public string? EmbeddingModel { get; init; }

    public string? ModerationModel { get; init; }

    public string? ImageGenerationModel { get; init; }

    /// <summary>Whole gateway, requests at once.</summary>
    public int? GlobalMaxParallelRequests { get; init; }

    /// <summary>Largest request body in megabytes (1024 × 1024 bytes).</summary>
    public double MaxRequestSizeMb { get; init; } = 100;

    /// <summary>Clients get the usage chunk of a stream even when they did not ask for it.</summary>
    public bool AlwaysIncludeStreamUsage { get; init; }

    /// <summary>A further header that may carry the key.</summary>
    public string? LitellmKeyHeaderName { get; init; }

    /// <summary>Further headers that may name the customer, after LiteLLM's own and before the body's <c>user</c>.</summary>
    public IReadOnlyList<string> CustomerHeaders { get; init; } = [];

    /// <summary>JSON requests must say on whose behalf they are made.</summary>
    public bool EnforceUserParam { get; init; }

    /// <summary>Fields that JSON requests must have, such as <c>user</c> or <c>metadata.generation_name</c>.</summary>
    public IReadOnlyList<string> EnforcedParams { get; init; } = [];

    /// <summary>Routes that may be called with a key, as in a key's own <c>allowed_routes</c>; null: all.</summary>
    public string[]? AllowedRoutes { get; init; }

    /// <summary>Routes that only admins may call.</summary>
    public string[] AdminOnlyRoutes { get; init; } = [];

    /// <summary>Paths that need no key: of models, of their lists, and of <c>/spend/calculate</c>. The management API always asks for one.</summary>
    public string[] PublicRoutes { get; init; } = [];

    /// <summary>Which tokens count towards limits on tokens.</summary>
    public CountedTokens TokenRateLimitType { get; init; }

    /// <summary>Model servers get the client's <c>x-…</c> headers; see <see cref="Forwarding.ClientHeaders"/>.</summary>
    public bool ForwardClientHeaders { get; init; }

    /// <summary>Requests must not bring tags: those of the key are the only ones.</summary>
    public bool RejectClientsideMetadataTags { get; init; }

    /// <summary>Addresses and networks (<c>10.0.0.0/8</c>) that may call; null: all.</summary>
    public IReadOnlyList<IPNetwork>? AllowedIps { get; init; }

    /// <summary>The caller's address is the first of <c>X-Forwarded-For</c>: only behind a proxy that sets it.</summary>
    public bool UseXForwardedFor { get; init; }

    public bool BackgroundHealthChecks { get; init; }

    public TimeSpan HealthCheckInterval { get; init; } = TimeSpan.FromSeconds(300);

    /// <summary>Older spend logs are deleted, by whole days; null: none are.</summary>
    public TimeSpan? MaximumSpendLogsRetentionPeriod { get; init; }

    /// <summary>Prompts and answers are kept beside the spend logs; off unless asked for.</summary>
    public bool StorePromptsInSpendLogs { get; init; }

    /// <summary>JWTs of an identity provider are keys; null: they are not.</summary>
    public JwtAuthSettings? JwtAuth { get; init; }

    /// <summary>Opaque tokens of an identity provider (OAuth 2) are keys; null: they are not.</summary>
    public JwtAuthSettings? OAuth2Auth { get; init; }

    public bool AcceptsTokens => JwtAuth is not null || OAuth2Auth is not null;

    public AlertSettings Alerts { get; init; } = new();

    public IReadOnlyList<PassThroughEndpoint> PassThroughEndpoints { get; init; } = [];

    /// <summary>Keys declared in the file, by the bearer token as clients send it.</summary>
    public IReadOnlyDictionary<string, KeyRateLimit> RateLimitConfig { get; init; } = new Dictionary<string, KeyRateLimit>();
}
