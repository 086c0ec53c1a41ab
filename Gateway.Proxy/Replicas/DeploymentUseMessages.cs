using Gateway.Proxy.Hosting;
using Gateway.Proxy.Model;
using Gateway.Proxy.Redis;

namespace Gateway.Proxy.Replicas;

/// <summary>
/// Four times a second each replica tells the others what it has in flight and has used on each deployment, when that has changed, so
/// that least-busy and usage-based routing, and the limits of deployments, look at the whole and not at a third of it.
/// </summary>
internal sealed class DeploymentUseMessages(RedisMessages messages, SnapshotStore snapshots, TimeProvider time) : BackgroundService
{
    public const string Channel = "gateway:use";

    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(250);

    // Said again although nothing has changed, and forgotten when it was not: a replica may have died.
    private static readonly TimeSpan s_again = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, (int InFlight, long Requests, long Tokens)> _told = new(StringComparer.Ordinal);
    private long _allToldAt;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!messages.IsConfigured)
        {
            return;
        }

        await messages.SubscribeAsync(Channel, Hear, stoppingToken);
        await PeriodicWork.RunAsync(s_interval, time, Tell, stoppingToken);
    }

    private void Tell()
    {
        var all = time.GetElapsedTime(_allToldAt) >= s_again;
        List<DeploymentUse> uses = [];
        foreach (var (id, deployment) in snapshots.Current.DeploymentsById)
        {
            var state = deployment.State;
            var told = _told.GetValueOrDefault(id);
            var now = (state.InFlight, state.Requests, state.Tokens);
            if (now != told || (all && now.InFlight > 0))
            {
                uses.Add(new DeploymentUse(id, now.InFlight, now.Requests - told.Requests, now.Tokens - told.Tokens));
                _told[id] = now;
            }
        }

        if (uses.Count > 0)
        {
            messages.Publish(Channel, DeploymentUseText.Write(messages.Replica, uses));
        }

        if (all)
        {
            _allToldAt = time.GetTimestamp();
        }
    }

    private void Hear(string text)
    {
        var (replica, uses) = DeploymentUseText.Read(text);
        if (replica == messages.Replica)
        {
            return;
        }

        foreach (var use in uses)
        {
            if (snapshots.Current.DeploymentsById.TryGetValue(use.Id, out var deployment))
            {
                var state = deployment.State;
                state.Elsewhere.Set(replica, use.InFlight);
                state.RecentRequests.TryTake(use.Requests, null, out _, out _);
                state.RecentTokens.TryTake(use.Tokens, null, out _, out _);
            }
        }
    }
}
