namespace Gateway.Proxy.Redis;

/// <summary>How much of a request's time Redis may cost.</summary>
internal sealed record RedisTiming
{
    /// <summary>A command that takes longer counts as failed.</summary>
    public TimeSpan CommandLimit { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>How long requests do without Redis before one of them tries again.</summary>
    public TimeSpan OpenTime { get; init; } = TimeSpan.FromSeconds(2);
}
