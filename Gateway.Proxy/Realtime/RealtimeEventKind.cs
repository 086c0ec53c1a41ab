namespace Gateway.Proxy.Realtime;

/// <summary>What an event of a session means to the gateway.</summary>
internal enum RealtimeEventKind
{
    /// <summary>Nothing: it is passed on.</summary>
    Other,

    /// <summary>It may name the model.</summary>
    Session,

    /// <summary>The model begins to answer.</summary>
    ResponseCreated,

    /// <summary>An answer is whole, cut off or failed, and its usage is known.</summary>
    ResponseDone,
}
