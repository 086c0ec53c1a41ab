using Gateway.Contracts;
using Gateway.Proxy.Budgets;
using Gateway.Proxy.Caching;
using Gateway.Proxy.Dialects;
using Gateway.Proxy.Forwarding;
using Gateway.Proxy.Limits;
using Gateway.Proxy.Model;
using Gateway.Proxy.OpenAI;
using Gateway.Proxy.Routing;

namespace Gateway.Proxy.Pipeline;

/// <summary>Everything known about one request. Each member says which step sets it; later steps may read it.</summary>
internal sealed class InferenceContext(HttpContext http, InferenceRoute route, GatewaySnapshot snapshot, long startedAt)
{
    public HttpContext Http { get; } = http;

    /// <summary>What the path says: kind of endpoint, and the model where the path carries one.</summary>
    public InferenceRoute Route { get; } = route;

    /// <summary>One consistent view of keys, groups and settings for the whole request, whatever is reloaded meanwhile.</summary>
    public GatewaySnapshot Snapshot { get; } = snapshot;

    /// <summary><see cref="TimeProvider.GetTimestamp"/> when the request arrived.</summary>
    public long StartedAt { get; } = startedAt;

    /// <summary>An answer of a realtime session, counted as a call of its own; the session holds the places.</summary>
    public bool IsTurn { get; private init; }

    /// <summary>Set by RequestId: <c>x-litellm-call-id</c>.</summary>
    public string RequestId { get; set; } = "";

    /// <summary>Set by any step that ends the request; written by ErrorResponses.</summary>
    public GatewayError? Error { get; set; }

    /// <summary>Set by VirtualKeys.</summary>
    public VirtualKey? Key { get; set; }

    /// <summary>Set by RequestReading; disposed at the end of it.</summary>
    public RequestBody? Body { get; set; }

    /// <summary>Set by RequestReading.</summary>
    public RequestFacts Facts { get; set; } = RequestFacts.None;

    /// <summary>Set by ModelAccess: the name that the client sent, or the default model where it sent none.</summary>
    public string RequestedModel { get; set; } = "";

    /// <summary>Set by ModelAccess: the group, and what a wildcard matched.</summary>
    public ResolvedModel Model { get; set; }

    /// <summary>Set by ModelAccess: on whose behalf the request is made; null: nobody that is known.</summary>
    public Account? Customer { get; set; }

    /// <summary>Set by Budgets: what is reserved, and settled with the real cost when the request ends.</summary>
    public BudgetLease? BudgetLease { get; set; }

    /// <summary>Set by RateLimits: given back, with the tokens really used, when the request ends.</summary>
    public RateLimitLease? RateLimitLease { get; set; }

    /// <summary>Set by ResponseCache when the answer may be cached.</summary>
    public string? CacheKey { get; set; }

    /// <summary>Set by ResponseCache: the answer came from there.</summary>
    public CachedAnswer? CacheHit { get; set; }

    /// <summary>Set by RoutePlan.</summary>
    public RoutePlan? Plan { get; set; }

    /// <summary>Set by Forwarding when a server is asked in another dialect than the client's: the client's side of the translation.</summary>
    public IClientDialect? Dialect { get; set; }

    /// <summary>Set by Forwarding: the attempt whose answer was relayed, else the last one.</summary>
    public Attempt? Attempt { get; set; }

    /// <summary>Set by Forwarding: how many attempts were made, in all groups.</summary>
    public int Attempts { get; set; }

    /// <summary>Set by Forwarding: those that did not give the answer; null: there were none.</summary>
    public List<FailedAttempt>? FailedAttempts { get; set; }

    /// <summary>Set by Forwarding: time spent in attempts.</summary>
    public TimeSpan UpstreamDuration { get; set; }

    /// <summary>Set by Forwarding: the client closed the connection before the answer was whole.</summary>
    public bool ClientGone { get; set; }

    /// <summary>An answer of a realtime session, with all that is known from the session.</summary>
    /// <param name="http">Of the answer: its <see cref="HttpContext.TraceIdentifier"/> is the request's id.</param>
    public static InferenceContext ForTurn(InferenceContext session, HttpContext http, long startedAt) => new(http, session.Route, session.Snapshot, startedAt)
    {
        IsTurn = true,
        RequestId = http.TraceIdentifier,
        Key = session.Key,
        Body = RequestBody.Of([]),
        Facts = session.Facts,
        RequestedModel = session.RequestedModel,
        Model = session.Model,
        Customer = session.Customer,
        Plan = session.Plan,
    };
}
