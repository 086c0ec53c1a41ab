namespace Gateway.Proxy.OpenAI;

/// <summary>What the client said about <c>stream_options.include_usage</c>, and where in the body.</summary>
internal enum StreamOptionsFact
{
    /// <summary>No <c>stream_options</c> at all.</summary>
    Absent,

    /// <summary><c>"stream_options": null</c>; the range is that of the null.</summary>
    Null,

    /// <summary><c>{}</c>; the range is the empty one after its brace.</summary>
    Empty,

    /// <summary>An object with other members than <c>include_usage</c>; the range is the empty one after its brace.</summary>
    WithoutUsage,

    /// <summary><c>include_usage</c> is false or null; the range is that of the value.</summary>
    UsageOff,

    /// <summary><c>include_usage</c> is true: the client wants the usage chunk.</summary>
    UsageOn,

    /// <summary>Something else, left for the model server to refuse; or an endpoint that has no such field.</summary>
    Other,
}
