namespace Gateway.Simulator.Configuration;

/// <summary>Which waiting request runs next.</summary>
public enum SchedulingPolicy
{
    /// <summary>First come, first served; a non-zero <c>priority</c> is an error.</summary>
    Fcfs,

    /// <summary>The lowest <c>priority</c> first.</summary>
    Priority,
}
