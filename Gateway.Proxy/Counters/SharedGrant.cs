namespace Gateway.Proxy.Counters;

/// <summary>Claims that were granted together, to be settled when the request has ended.</summary>
/// <param name="Id">Names the request's place.</param>
/// <param name="Bucket">The second, by Redis's clock, in which they were counted.</param>
/// <param name="Claims">In the order in which they were asked for.</param>
/// <param name="Spent">Of each budget among them, in their order: what all replicas together have spent.</param>
internal sealed record SharedGrant(string Id, long Bucket, IReadOnlyList<SharedClaim> Claims, IReadOnlyList<double> Spent);
