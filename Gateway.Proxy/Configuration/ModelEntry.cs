namespace Gateway.Proxy.Configuration;

/// <summary>One entry of <c>model_list</c>: one deployment. Entries that share a <c>model_name</c> are one model group.</summary>
internal sealed record ModelEntry
{
    public required string ModelName { get; init; }

    public required LitellmParams LitellmParams { get; init; }

    public ModelInfo ModelInfo { get; init; } = new();

    /// <summary>
    /// The group that the deployment belongs to. A team's own model is none that others could name, and may have the name of one that
    /// everybody has: <c>team:TEAM_ID:NAME</c>.
    /// </summary>
    public string ModelGroup => ModelInfo.TeamId is { } team ? $"team:{team}:{PublicName}" : ModelName;

    /// <summary>What clients call it.</summary>
    public string PublicName => (ModelInfo.TeamId is null ? null : ModelInfo.TeamPublicModelName) ?? ModelName;

    /// <summary>Added at run time, and not in the file.</summary>
    public bool IsStored { get; init; }
}
