using System.Diagnostics;
using Gateway.Bench.Load;

namespace Gateway.Bench.Targets;

/// <summary>Something that can be measured: how it is started on a port, and who calls it.</summary>
/// <param name="Name">As in the table and in the results file.</param>
/// <param name="Command">From a port and an empty folder of its own to the command line.</param>
/// <param name="Callers">The connections walk through them.</param>
/// <param name="Journal">Where, in its folder, it keeps spend logs until they are stored; null: it has none.</param>
internal sealed record Target(string Name, Func<int, string, ProcessStartInfo> Command, IReadOnlyList<Caller> Callers, string? Journal = null);
