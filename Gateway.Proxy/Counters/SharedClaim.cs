namespace Gateway.Proxy.Counters;

/// <summary>What one request wants of one counter that all replicas share.</summary>
/// <param name="Kind">What it counts.</param>
/// <param name="Name">Whose counter it is, e.g. <c>key:3f1c…</c>; with the kind it names the counter.</param>
/// <param name="Limit">The most that may be taken.</param>
/// <param name="Amount">1, the estimated tokens, or the estimated cost.</param>
/// <param name="Known">Of a budget: what this replica knows to be spent. A counter that is behind, or was flushed, catches up with it.</param>
internal readonly record struct SharedClaim(ClaimKind Kind, string Name, double Limit, double Amount, double Known = 0);
