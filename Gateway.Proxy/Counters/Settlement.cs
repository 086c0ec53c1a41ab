namespace Gateway.Proxy.Counters;

/// <summary>What of one counter was granted and is not, or not yet, used up.</summary>
/// <param name="Kind">As in the claim.</param>
/// <param name="Name">As in the claim.</param>
/// <param name="Id">Of a place: the request's.</param>
/// <param name="Bucket">The second, by Redis's clock, in which it was counted; of a budget the millisecond.</param>
/// <param name="Amount">To be taken off; below zero where more was used than granted.</param>
/// <param name="Cost">Of a budget: what was spent, in US dollars.</param>
internal readonly record struct Settlement(ClaimKind Kind, string Name, string Id, long Bucket, double Amount, double Cost);
