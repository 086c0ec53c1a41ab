namespace Gateway.Proxy.Configuration;

/// <summary>One entry of <c>model_list</c>: one deployment. Entries that share a <c>model_name</c> are one model group.</summary>
internal sealed record ModelEntry
{
    public required string ModelName { get; init; }

    public required LitellmParams LitellmParams { get; init; }

    public ModelInfo ModelInfo { get; init; } = new();

    /// <summary>Added at run time, and not in the file.</summary>
    public bool IsStored { get; init; }
}
