using Gateway.Bench.Targets;

namespace Gateway.Bench.Measuring;

/// <summary>
/// The measuring itself: phase by phase through all targets, several times over. A machine's speed drifts; targets that
/// are measured seconds apart, and compared within the round, drift together.
/// </summary>
internal sealed class Rounds(Meter meter, Samples samples, CancellationToken cancellation)
{
    public async Task RunAsync(IReadOnlyList<RunningTarget> targets, IReadOnlyList<Phase> phases, int count)
    {
        for (var round = 1; round <= count; round++)
        {
            foreach (var phase in phases)
            {
                Console.Write($"round {round}/{count}  {phase.Name}:");
                // There and back, so that no target is always the one after the same neighbour.
                foreach (var target in round % 2 == 1 ? targets : targets.Reverse())
                {
                    cancellation.ThrowIfCancellationRequested();
                    Console.Write($"  {target.Name} {await meter.MeasureAsync(target, phase):N0}");
                }

                Console.WriteLine();
                AddDifferences(targets, phase);
            }
        }
    }

    private void AddDifferences(IReadOnlyList<RunningTarget> targets, Phase phase)
    {
        foreach (var figure in phase.Latencies)
        {
            if (samples.Latest(TargetNames.Upstream, figure) is not { } direct)
            {
                continue;
            }

            foreach (var target in targets.Where(target => target.Name != TargetNames.Upstream))
            {
                samples.Add(target.Name, Figure.Added(figure), samples.Latest(target.Name, figure)!.Value - direct);
            }
        }
    }
}
