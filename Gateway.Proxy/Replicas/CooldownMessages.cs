using System.Collections.Concurrent;
using System.Globalization;
using Gateway.Proxy.Health;
using Gateway.Proxy.Hosting;
using Gateway.Proxy.Model;
using Gateway.Proxy.Redis;

namespace Gateway.Proxy.Replicas;

/// <summary>
/// A deployment that has failed enough at one replica is spared by the others too. A message: <c>3f1c5a2b9d04 gpt-oss-120b-1 7 5.5</c>, from
/// whom, which deployment, which of that replica's cooldowns, for how many seconds yet. It is said every second while the cooldown lasts, for
/// those who have missed it or have just started; who has heard of this one does not take it again.
/// </summary>
internal sealed class CooldownMessages(RedisMessages messages, Cooldowns cooldowns, SnapshotStore snapshots, TimeProvider time) : BackgroundService
{
    public const string Channel = "gateway:cooldown";

    private const int MostHeard = 10_000;

    private static readonly TimeSpan s_again = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, Own> _own = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Replica, string Deployment), long> _heard = new();
    private long _number;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!messages.IsConfigured)
        {
            return;
        }

        cooldowns.CooledDown += Begin;
        await messages.SubscribeAsync(Channel, Hear, stoppingToken);
        await PeriodicWork.RunAsync(s_again, time, TellAgain, stoppingToken);
    }

    private void TellAgain()
    {
        foreach (var own in _own)
        {
            Tell(own.Key, own.Value);
        }
    }

    private void Begin(Deployment deployment, TimeSpan duration)
    {
        var own = new Own(deployment.State, Interlocked.Increment(ref _number), time.GetTimestamp(), duration);
        _own[deployment.Id] = own;
        Tell(deployment.Id, own);
    }

    private void Tell(string id, Own own)
    {
        var left = own.Duration - time.GetElapsedTime(own.Since);
        if (left <= TimeSpan.Zero || !own.State.IsCoolingDown(time.GetTimestamp()))
        {
            _own.TryRemove(new(id, own));
            return;
        }

        messages.Publish(Channel, string.Create(CultureInfo.InvariantCulture, $"{messages.Replica} {id} {own.Number} {left.TotalSeconds}"));
    }

    private void Hear(string text)
    {
        if (text.Split(' ') is [var replica, var id, var which, var seconds]
            && replica != messages.Replica
            && snapshots.Current.DeploymentsById.TryGetValue(id, out var deployment)
            && long.TryParse(which, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && double.TryParse(seconds, NumberStyles.Float, CultureInfo.InvariantCulture, out var length)
            && (!_heard.TryGetValue((replica, id), out var last) || last != number))
        {
            if (_heard.Count >= MostHeard)
            {
                _heard.Clear();
            }

            _heard[(replica, id)] = number;
            deployment.State.CoolDown(TimeSpan.FromSeconds(length));
        }
    }

    private sealed record Own(DeploymentState State, long Number, long Since, TimeSpan Duration);
}
