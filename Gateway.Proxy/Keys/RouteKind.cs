namespace Gateway.Proxy.Keys;

/// <summary>What a route is for, as <c>key_type</c> and <c>allowed_routes</c> see it.</summary>
internal enum RouteKind
{
    Inference,

    /// <summary>Lists of models and the like: every key may read them.</summary>
    Info,
    ManagementRead,
    ManagementWrite,

    /// <summary>What a key does with itself: no type and no list of routes takes it away.</summary>
    Itself,
}
