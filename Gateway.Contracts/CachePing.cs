namespace Gateway.Contracts;

/// <summary><c>GET /cache/ping</c> of a cache that works.</summary>
/// <param name="Status">Always <c>healthy</c>; otherwise the answer is an error.</param>
/// <param name="CacheType"><c>redis</c> or <c>local</c>.</param>
public sealed record CachePing(string Status, string CacheType, bool PingResponse);
