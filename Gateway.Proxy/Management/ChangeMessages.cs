using Gateway.Proxy.Keys;
using Gateway.Proxy.Redis;
using StackExchange.Redis;

namespace Gateway.Proxy.Management;

/// <summary>
/// Tells other replicas through Redis that something was changed, so that a key made here works there at once. A message that is
/// lost costs nothing but time: every replica polls the database anyway.
/// </summary>
internal sealed partial class ChangeMessages(
    RedisLink redis, ManagementStore store, KeyDirectoryLoader loader, TimeProvider time, ILogger<ChangeMessages> logger) : BackgroundService
{
    private static readonly RedisChannel s_channel = new("gateway:changed", RedisChannel.PatternMode.Literal);

    private static readonly TimeSpan s_retry = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!redis.IsConfigured)
        {
            return;
        }

        store.Changed += Tell;
        try
        {
            // The client subscribes again by itself when a connection is lost; only the first time is ours.
            while (!await SubscribeAsync())
            {
                await Task.Delay(s_retry, time, stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The gateway stops.
        }
    }

    private async Task<bool> SubscribeAsync()
    {
        var (subscribed, _) = await redis.AskAsync(async connection =>
        {
            await connection.GetSubscriber().SubscribeAsync(s_channel, (_, _) => _ = LookAsync());
            return true;
        });
        return subscribed;
    }

    private void Tell() => _ = redis.TryAsync(database => database.PublishAsync(s_channel, 1), 0).AsTask();

    private async Task LookAsync()
    {
        try
        {
            await loader.PollAsync(CancellationToken.None);
        }
        catch (Exception exception)
        {
            // The database is away: the poll that comes anyway tells it.
            LogNotLooked(exception.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "A change of another replica could not be read yet: {Problem}")]
    private partial void LogNotLooked(string problem);
}
