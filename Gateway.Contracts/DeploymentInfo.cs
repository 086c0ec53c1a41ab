namespace Gateway.Contracts;

/// <summary>A deployment as it runs on the gateway that was asked, in <c>GET /deployment/list</c>.</summary>
public sealed record DeploymentInfo
{
    public required string Id { get; init; }

    public required string ModelGroup { get; init; }

    /// <summary>What clients call the group; another name than its own where it is one team's.</summary>
    public required string PublicName { get; init; }

    /// <summary>The only team whose keys may use it; null: it is for all.</summary>
    public string? TeamId { get; init; }

    /// <summary><c>provider/model</c> as configured.</summary>
    public required string Model { get; init; }

    public required string Provider { get; init; }

    public required string ApiBase { get; init; }

    /// <summary><c>chat</c>, <c>embedding</c>, …; null: not said.</summary>
    public string? Mode { get; init; }

    /// <summary>Added at run time, so it can be changed and removed; others are changed in the config file.</summary>
    public required bool IsStored { get; init; }

    public required int Order { get; init; }

    public double? Weight { get; init; }

    public long? Rpm { get; init; }

    public long? Tpm { get; init; }

    public int? MaxParallelRequests { get; init; }

    public int? MaxInputTokens { get; init; }

    /// <summary>US dollars.</summary>
    public required double InputCostPerToken { get; init; }

    /// <summary>US dollars.</summary>
    public required double OutputCostPerToken { get; init; }

    /// <summary>Gets no new requests until it is put back.</summary>
    public required bool Drained { get; init; }

    /// <summary>What is left of its cooldown; 0: none.</summary>
    public required double CooldownSeconds { get; init; }

    /// <summary>By the last health probe; null: never probed.</summary>
    public bool? Healthy { get; init; }

    public required int InFlight { get; init; }

    /// <summary>Since the gateway's start.</summary>
    public required long Requests { get; init; }

    /// <summary>Since the gateway's start.</summary>
    public required long Failures { get; init; }

    /// <summary>Mean of the last answers within five minutes; null: there were none.</summary>
    public double? TimeToFirstTokenMs { get; init; }

    /// <summary>Requests that its server works on, as the server says; null: it does not say.</summary>
    public int? EngineRunning { get; init; }

    /// <summary>Requests that wait at its server.</summary>
    public int? EngineWaiting { get; init; }

    /// <summary>0 to 1.</summary>
    public double? KvCacheUsage { get; init; }
}
