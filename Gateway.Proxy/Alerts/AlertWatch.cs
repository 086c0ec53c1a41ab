using Gateway.Proxy.Configuration;
using Gateway.Proxy.Health;
using Gateway.Proxy.Hosting;
using Gateway.Proxy.Model;
using Gateway.Proxy.Redis;
using Gateway.Proxy.Spend;

namespace Gateway.Proxy.Alerts;

/// <summary>
/// Sees what goes wrong beside the requests: cooldowns as they begin; PostgreSQL, Redis and the config by looking every two seconds.
/// Budgets tell of themselves, where a request finds them (<see cref="BudgetAlerts"/>).
/// </summary>
internal sealed class AlertWatch(
    AlertQueue alerts, Cooldowns cooldowns, SnapshotStore snapshots, SpendStats database, RedisLink redis, ConfigStore config, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(2);

    private bool _databaseWasThere;
    private bool _databaseAway;
    private bool _redisAway;
    private DateTimeOffset? _refusedAt;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        cooldowns.CooledDown += CooledDown;
        return base.StartAsync(cancellationToken);
    }

    public override Task StopAsync(CancellationToken cancellationToken)
    {
        cooldowns.CooledDown -= CooledDown;
        return base.StopAsync(cancellationToken);
    }

    /// <summary>One look.</summary>
    public void Look()
    {
        LookAtDatabase();
        if (redis.IsOpen != _redisAway)
        {
            _redisAway = redis.IsOpen;
            alerts.Add(_redisAway
                ? new(AlertKind.RedisAway, "redis", "Redis does not answer. Requests go on; limits and budgets hold for each replica, and nothing is cached.")
                : new(AlertKind.RedisBack, "redis", "Redis is back."));
        }

        if (config.LastReload is { Error: { } error } reload && reload.Time != _refusedAt)
        {
            _refusedAt = reload.Time;
            alerts.Add(new(AlertKind.ConfigRefused, $"{reload.Time:O}", $"A changed config is not used, the one before stays in force: {error}"));
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => PeriodicWork.RunAsync(s_interval, time, Look, stoppingToken);

    // Before the first answer it has not been there yet, unless it has said why.
    private void LookAtDatabase()
    {
        if (database.IsConnected)
        {
            _databaseWasThere = true;
        }

        var away = !database.IsConnected && (_databaseWasThere || database.LastError is not null);
        if (away != _databaseAway)
        {
            _databaseAway = away;
            alerts.Add(away
                ? new(AlertKind.DatabaseAway, "database", "The database is away. Requests with known keys go on, and their spend waits in the journal.")
                : new(AlertKind.DatabaseBack, "database", "The database is back; the journal drains."));
        }
    }

    private void CooledDown(Deployment deployment, TimeSpan duration)
    {
        var now = time.GetTimestamp();
        alerts.Add(new(
            AlertKind.DeploymentCoolsDown, deployment.Id, $"{deployment.ModelGroup}: the deployment at {deployment.ApiBase} fails and gets no requests for {duration.TotalSeconds:0.#} s."));
        var group = snapshots.Current.Groups.FirstOrDefault(group => group.Name == deployment.ModelGroup);
        if (group?.Deployments.All(other => other.State.IsCoolingDown(now)) == true)
        {
            alerts.Add(new(AlertKind.GroupDown, deployment.ModelGroup, $"{deployment.ModelGroup} is down: none of its {group.Deployments.Length} deployments may serve."));
        }
    }
}
