using Gateway.Proxy.Limits;
using Gateway.Proxy.Routing;

namespace Gateway.Proxy.Model;

/// <summary>A public model name and the interchangeable deployments behind it.</summary>
internal sealed class ModelGroup
{
    public required string Name { get; init; }

    /// <summary>The only team whose keys may use it; null: it is for all.</summary>
    public string? TeamId => Deployments[0].TeamId;

    /// <summary>What clients call it.</summary>
    public string PublicName => Deployments[0].PublicName;

    /// <summary>By <see cref="Deployment.Order"/>, lowest first.</summary>
    public required Deployment[] Deployments { get; init; }

    public required IRoutingStrategy Strategy { get; init; }

    public required RetryRules Retries { get; init; }

    /// <summary>rpm and tpm of deployments are limits, not just weights.</summary>
    public bool EnforceDeploymentLimits { get; init; }

    /// <summary>A deployment of it, or its provider, may be passed over for what it has cost.</summary>
    public bool HasBudgets { get; init; }

    /// <summary>For each key that has none of its own for it; null: none.</summary>
    public KeyLimits? DefaultKeyLimits { get; init; }

    /// <summary>Null: nobody is held to a share of it.</summary>
    public GroupCapacity? Capacity { get; init; }

    /// <summary>A deployment of it has failed within the running minute, or is cooling down.</summary>
    public bool HasFailures => Array.Exists(Deployments, static deployment => deployment.State.HasFailures);

    public bool IsWildcard => Name.Contains('*');
}
