namespace Gateway.Proxy.Configuration;

/// <summary>What reading a config gave: the config when there are no errors, and everything found, in file order.</summary>
internal sealed record ConfigResult(GatewayConfig? Config, IReadOnlyList<ConfigFinding> Errors, IReadOnlyList<ConfigFinding> Warnings);
