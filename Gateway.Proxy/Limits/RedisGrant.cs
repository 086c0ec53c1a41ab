namespace Gateway.Proxy.Limits;

/// <summary>Claims that Redis has granted, to be settled when the request ends.</summary>
/// <param name="Bucket">The second in which they were counted.</param>
internal sealed record RedisGrant(string RequestId, long Bucket, IReadOnlyList<LimitClaim> Claims);
