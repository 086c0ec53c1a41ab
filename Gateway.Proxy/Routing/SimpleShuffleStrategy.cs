using Gateway.Proxy.Model;

namespace Gateway.Proxy.Routing;

/// <summary>Random, by <c>weight</c>, else <c>rpm</c>, else <c>tpm</c>, else evenly (LiteLLM's simple-shuffle).</summary>
internal sealed class SimpleShuffleStrategy(Random random) : IRoutingStrategy
{
    public int Choose(ReadOnlySpan<Deployment> candidates, in RoutingRequest request)
    {
        if (candidates.Length == 1)
        {
            return 0;
        }

        // LiteLLM asks the first deployment which of the three the group uses; one without that number weighs nothing.
        var total = 0.0;
        foreach (var candidate in candidates)
        {
            total += Weight(candidate, candidates[0]);
        }

        if (total <= 0)
        {
            return random.Next(candidates.Length);
        }

        var point = random.NextDouble() * total;
        var last = 0;
        for (var i = 0; i < candidates.Length; i++)
        {
            var weight = Weight(candidates[i], candidates[0]);
            if (weight <= 0)
            {
                continue;
            }

            last = i;
            point -= weight;
            if (point < 0)
            {
                break;
            }
        }

        return last;
    }

    private static double Weight(Deployment candidate, Deployment first)
    {
        if (first.Weight is not null)
        {
            return candidate.Weight ?? 0;
        }

        return first.Rpm is not null ? candidate.Rpm ?? 0 : candidate.Tpm ?? 0;
    }
}
