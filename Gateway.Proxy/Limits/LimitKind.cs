namespace Gateway.Proxy.Limits;

internal enum LimitKind
{
    /// <summary>Requests in any 60 seconds.</summary>
    Requests,

    /// <summary>Tokens in any 60 seconds.</summary>
    Tokens,

    /// <summary>Requests at once.</summary>
    Places,
}
