using StackExchange.Redis;

namespace Gateway.Proxy.Redis;

/// <summary>What replicas tell each other. A message may be lost: nothing may depend on it but speed.</summary>
internal sealed class RedisMessages(RedisLink redis, TimeProvider time)
{
    private static readonly TimeSpan s_retry = TimeSpan.FromSeconds(5);

    public bool IsConfigured => redis.IsConfigured;

    /// <summary>Tells this process from the others.</summary>
    public string Replica { get; } = Guid.NewGuid().ToString("n")[..12];

    /// <summary>Does not wait.</summary>
    public void Publish(string channel, string text) => _ = redis.TryAsync(database => database.PublishAsync(Literal(channel), text), 0).AsTask();

    /// <summary>
    /// Returns when the subscription stands; the client renews it by itself when a connection is lost. The handler gets this process's own
    /// messages as well, and must not block.
    /// </summary>
    public async Task SubscribeAsync(string channel, Action<string> handler, CancellationToken cancellationToken)
    {
        while (!await TrySubscribeAsync(channel, handler))
        {
            await Task.Delay(s_retry, time, cancellationToken);
        }
    }

    private static RedisChannel Literal(string channel) => new(channel, RedisChannel.PatternMode.Literal);

    private async Task<bool> TrySubscribeAsync(string channel, Action<string> handler)
    {
        var (subscribed, _) = await redis.AskAsync(async connection =>
        {
            await connection.GetSubscriber().SubscribeAsync(Literal(channel), (_, text) => handler((string)text!));
            return true;
        });
        return subscribed;
    }
}
