using System.Globalization;
using Gateway.Proxy.Health;
using Gateway.Proxy.Model;
using Gateway.Proxy.Redis;

namespace Gateway.Proxy.Replicas;

/// <summary>
/// A deployment that has failed enough at one replica is spared by the others too. A message: <c>3f1c5a2b9d04 gpt-oss-120b-1 5.5</c>, from
/// whom, which deployment, for how many seconds.
/// </summary>
internal sealed class CooldownMessages(RedisMessages messages, Cooldowns cooldowns, SnapshotStore snapshots) : BackgroundService
{
    public const string Channel = "gateway:cooldown";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (messages.IsConfigured)
        {
            cooldowns.CooledDown += Tell;
            await messages.SubscribeAsync(Channel, Hear, stoppingToken);
        }
    }

    private void Tell(Deployment deployment, TimeSpan duration) =>
        messages.Publish(Channel, string.Create(CultureInfo.InvariantCulture, $"{messages.Replica} {deployment.Id} {duration.TotalSeconds}"));

    private void Hear(string text)
    {
        if (text.Split(' ') is [var replica, var id, var seconds]
            && replica != messages.Replica
            && snapshots.Current.DeploymentsById.TryGetValue(id, out var deployment)
            && double.TryParse(seconds, NumberStyles.Float, CultureInfo.InvariantCulture, out var length))
        {
            deployment.State.CoolDown(TimeSpan.FromSeconds(length));
        }
    }
}
