using Gateway.Simulator.Configuration;
using Gateway.Simulator.Faults;

namespace Gateway.Simulator.Admin;

/// <summary>The body of /admin/config. What a POST leaves out stays as it is; an empty list of faults takes all away.</summary>
internal sealed record AdminConfig(IReadOnlyList<Fault> Faults, EngineTiming Timing);
