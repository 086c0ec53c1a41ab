using Gateway.Simulator.Configuration;

namespace Gateway.Simulator.CommandLine;

/// <summary>What the command line asks for.</summary>
internal sealed record SimulatorOptions
{
    public required IReadOnlyList<EngineSettings> Engines { get; init; }

    /// <summary>The address that the ports listen on.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>Where to write the addresses once all ports listen.</summary>
    public string? AddressesFile { get; init; }
}
