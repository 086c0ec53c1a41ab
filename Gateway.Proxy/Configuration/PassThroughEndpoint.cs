namespace Gateway.Proxy.Configuration;

/// <summary>One entry of <c>general_settings.pass_through_endpoints</c>.</summary>
internal sealed record PassThroughEndpoint
{
    /// <summary>Where clients call it, e.g. <c>/v1/rerank-cohere</c>.</summary>
    public required string Path { get; init; }

    public required Uri Target { get; init; }

    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>What comes behind the path goes behind the target.</summary>
    public bool IncludeSubpath { get; init; }

    /// <summary>US dollars.</summary>
    public double CostPerRequest { get; init; }

    /// <summary>Empty: every one.</summary>
    public IReadOnlyList<string> Methods { get; init; } = [];

    // A record prints its properties; headers hold keys.
    public override string ToString() => $"{nameof(PassThroughEndpoint)} {{ {Path} }}";
}
