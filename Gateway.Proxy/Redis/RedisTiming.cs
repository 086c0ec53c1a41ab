namespace Gateway.Proxy.Redis;

/// <summary>How much of a request's time Redis may cost.</summary>
/// <param name="CommandLimit">A command that takes longer counts as failed.</param>
/// <param name="OpenTime">How long requests do without Redis before one of them tries again.</param>
internal sealed record RedisTiming(TimeSpan CommandLimit, TimeSpan OpenTime);
