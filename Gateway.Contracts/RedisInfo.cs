namespace Gateway.Contracts;

/// <summary><c>GET /cache/redis/info</c>: Redis's INFO, by section.</summary>
public sealed record RedisInfo(IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Info);
