namespace Gateway.Proxy.Counters;

/// <summary>Claims that were granted together, to be settled when the request has ended.</summary>
/// <param name="Id">Names the request's place, where it has one.</param>
/// <param name="Bucket">The second, by Redis's clock, in which they were counted.</param>
/// <param name="TakenAt">The millisecond of that.</param>
/// <param name="Claims">In the order in which they were asked for.</param>
/// <param name="Readings">What the counter of each claim showed then: of a budget what all replicas together have spent, of a limit what they have left. None where nobody was asked.</param>
internal sealed record SharedGrant(string Id, long Bucket, long TakenAt, SharedClaim[] Claims, IReadOnlyList<double> Readings)
{
    /// <summary>It holds a place, or money of a budget.</summary>
    public bool OthersWait
    {
        get
        {
            foreach (var claim in Claims)
            {
                if (claim.Kind is ClaimKind.Places or ClaimKind.Budget)
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>What the request leaves of its claims.</summary>
    /// <param name="tokens">Prompt and completion.</param>
    /// <param name="cost">US dollars.</param>
    public IEnumerable<Settlement> Settle(long tokens, double cost)
    {
        foreach (var claim in Claims)
        {
            switch (claim.Kind)
            {
                case ClaimKind.Requests:
                    break;
                case ClaimKind.Tokens:
                    yield return new Settlement(claim.Kind, claim.Name, "", Bucket, claim.Amount - tokens, 0);
                    break;
                case ClaimKind.Places:
                    yield return new Settlement(claim.Kind, claim.Name, Id, Bucket, claim.Amount, 0);
                    break;
                case ClaimKind.Budget:
                    yield return new Settlement(claim.Kind, claim.Name, "", TakenAt, claim.Amount, cost);
                    break;
                default:
                    throw new InvalidOperationException($"{claim.Kind} cannot be settled.");
            }
        }
    }
}
