using Gateway.Proxy.Keys;
using Gateway.Proxy.Redis;

namespace Gateway.Proxy.Management;

/// <summary>
/// Tells other replicas through Redis that something was changed, so that a key made here works there at once. A message that is
/// lost costs nothing but time: every replica polls the database anyway.
/// </summary>
internal sealed partial class ChangeMessages(RedisMessages messages, ManagementStore store, KeyDirectoryLoader loader, ILogger<ChangeMessages> logger) : BackgroundService
{
    private const string Channel = "gateway:changed";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (messages.IsConfigured)
        {
            store.Changed += () => messages.Publish(Channel, messages.Replica);
            await messages.SubscribeAsync(Channel, Look, stoppingToken);
        }
    }

    private void Look(string from) => _ = LookAsync();

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
