using Gateway.Bench.Load;

namespace Gateway.Bench.Measuring;

/// <summary>One kind of load, put on every target in turn.</summary>
/// <param name="Name">For the progress line.</param>
/// <param name="Section">What <c>--only</c> knows it by.</param>
/// <param name="Load">Port and callers are the target's.</param>
/// <param name="Figures">From what was seen to the figures; the first is in the progress line.</param>
/// <param name="Latencies">The figures of which the part added to the upstream's matters.</param>
internal sealed record Phase(
    string Name,
    Section Section,
    LoadCommand Load,
    Func<LoadResult, CpuUse, IReadOnlyList<(string Figure, double Value)>> Figures,
    IReadOnlyList<string> Latencies);
