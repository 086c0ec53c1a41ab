using Gateway.Proxy.Model;

namespace Gateway.Proxy.Routing;

/// <summary>The candidate with the lowest score; a random one of those that share it, so that idle replicas take turns.</summary>
internal static class LowestScore
{
    public static int Choose(ReadOnlySpan<Deployment> candidates, Func<Deployment, double> score, Random random)
    {
        var (best, lowest, ties) = (0, double.PositiveInfinity, 0);
        for (var i = 0; i < candidates.Length; i++)
        {
            var value = score(candidates[i]);
            if (value < lowest)
            {
                (best, lowest, ties) = (i, value, 1);
            }
            else if (value == lowest && random.Next(++ties) == 0)
            {
                best = i;
            }
        }

        return best;
    }
}
