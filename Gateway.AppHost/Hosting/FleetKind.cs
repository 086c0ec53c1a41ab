namespace Gateway.AppHost.Hosting;

/// <summary>What stands behind the names of the model servers: <c>--fleet</c>.</summary>
internal enum FleetKind
{
    /// <summary>Gateway.Simulator, once for each name.</summary>
    Simulated,

    /// <summary>vLLM containers with GPUs.</summary>
    Gpu,

    /// <summary>Servers that run elsewhere, at the addresses in config.yaml.</summary>
    External,
}
