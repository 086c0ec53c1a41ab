using System.Collections.Frozen;

namespace Gateway.Proxy.Limits;

/// <summary>What the deployments of a model group can take together, and how it is shared among priorities while the group is busy.</summary>
/// <param name="Limits">Of all callers together; what one deployment has no figure for is unlimited.</param>
/// <param name="Named">By the name of the priority.</param>
/// <param name="Others">Of all callers together whose priority is not among those.</param>
/// <param name="Threshold">So much of <paramref name="Limits"/> in use is busy, of 1.</param>
internal sealed record GroupCapacity(KeyLimits Limits, FrozenDictionary<string, PriorityShare> Named, PriorityShare Others, double Threshold)
{
    public PriorityShare ShareOf(string? priority) => priority is not null && Named.TryGetValue(priority, out var share) ? share : Others;
}
