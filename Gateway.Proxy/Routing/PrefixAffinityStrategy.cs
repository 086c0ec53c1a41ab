using Gateway.Proxy.Model;

namespace Gateway.Proxy.Routing;

/// <summary>
/// Keeps a conversation, and requests that share a long beginning, on the replica whose KV cache holds it: the deployment that
/// last served the longest known prefix, unless it is busier than a quarter above the mean. An unknown prefix is placed by
/// rendezvous hashing, so that replicas of the gateway agree without talking to each other.
/// </summary>
internal sealed class PrefixAffinityStrategy(PrefixIndex index, Random random) : IRoutingStrategy
{
    private const double LoadBound = 1.25;

    public int Choose(ReadOnlySpan<Deployment> candidates, in RoutingRequest request)
    {
        Span<ulong> blocks = stackalloc ulong[PrefixBlocks.Most];
        var count = PrefixBlocks.Chain(PrefixBlocks.Hash(0, request.Group), request.Prompt.Span, blocks);
        if (count == 0)
        {
            return LowestScore.Choose(candidates, static deployment => deployment.State.Busy, random);
        }

        blocks = blocks[..count];
        var highest = HighestLoad(candidates);
        var chosen = Known(candidates, blocks, highest) ?? Rendezvous(candidates, blocks[0], highest);
        index.Set(blocks, candidates[chosen].Id);
        return chosen;
    }

    private int? Known(ReadOnlySpan<Deployment> candidates, ReadOnlySpan<ulong> blocks, double highest)
    {
        for (var i = blocks.Length - 1; i >= 0; i--)
        {
            if (index.Find(blocks[i]) is not { } id)
            {
                continue;
            }

            for (var j = 0; j < candidates.Length; j++)
            {
                if (candidates[j].Id == id && candidates[j].State.Busy < highest)
                {
                    return j;
                }
            }
        }

        return null;
    }

    private static int Rendezvous(ReadOnlySpan<Deployment> candidates, ulong block, double highest)
    {
        var (best, bestScore) = (-1, 0UL);
        for (var i = 0; i < candidates.Length; i++)
        {
            var score = PrefixBlocks.Hash(block, candidates[i].Id);
            if ((best < 0 || score > bestScore) && candidates[i].State.Busy < highest)
            {
                (best, bestScore) = (i, score);
            }
        }

        return Math.Max(best, 0);
    }

    // This request counts too; so the least busy one is always below the bound.
    private static double HighestLoad(ReadOnlySpan<Deployment> candidates)
    {
        var total = 1;
        foreach (var candidate in candidates)
        {
            total += candidate.State.Busy;
        }

        return Math.Ceiling(LoadBound * total / candidates.Length);
    }
}
