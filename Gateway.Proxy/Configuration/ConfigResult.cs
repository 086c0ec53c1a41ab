namespace Gateway.Proxy.Configuration;

/// <summary>What reading a config gave: the config when there are no errors, and everything found, in file order.</summary>
internal sealed record ConfigResult(GatewayConfig? Config, IReadOnlyList<ConfigFinding> Errors, IReadOnlyList<ConfigFinding> Warnings)
{
    /// <summary>The file and all it includes, as they were when they were read; also the ones that are missing.</summary>
    public IReadOnlyList<ConfigFileVersion> Files { get; init; } = [];
}
