namespace Gateway.Proxy.Counters;

/// <summary>What a <see cref="SharedClaim"/> is counted in.</summary>
internal enum ClaimKind
{
    /// <summary>Requests in any 60 seconds.</summary>
    Requests,

    /// <summary>Tokens in any 60 seconds.</summary>
    Tokens,

    /// <summary>Requests at once.</summary>
    Places,

    /// <summary>US dollars in a budget's window.</summary>
    Budget,
}
