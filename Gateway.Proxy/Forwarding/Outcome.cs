namespace Gateway.Proxy.Forwarding;

/// <summary>How an attempt ended. Closed: <see cref="OutcomeRules"/> says for each who is to blame and what may follow.</summary>
internal enum Outcome
{
    /// <summary>The answer went to the client, whole.</summary>
    Relayed,

    /// <summary>The server refused the request itself: 400, 422, 413, ….</summary>
    Rejected,

    /// <summary>400 because the prompt does not fit the model.</summary>
    ContextWindowExceeded,

    /// <summary>400 from a provider's content filter.</summary>
    ContentPolicyViolated,

    /// <summary>401 or 403: the gateway's credentials for this deployment are wrong.</summary>
    CredentialsRejected,

    /// <summary>404: this server does not have the model or the endpoint.</summary>
    NotFound,

    /// <summary>429.</summary>
    RateLimited,

    /// <summary>5xx, or an error event before the first token.</summary>
    ServerError,

    /// <summary>No connection, so nothing was sent.</summary>
    Unreachable,

    /// <summary>408, or a time limit of the gateway's ran out.</summary>
    TimedOut,

    /// <summary>The connection broke, or the answer ended before it was whole.</summary>
    Interrupted,

    /// <summary>The client closed the connection.</summary>
    ClientGone,
}
