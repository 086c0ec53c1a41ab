namespace Gateway.Tests.Allocation;

/// <summary>Runs alone: the whole process's allocations are counted.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AllocationCollection
{
    public const string Name = "Allocation";
}
