using Gateway.Proxy.Hosting;
using Gateway.Proxy.Model;

namespace Gateway.Proxy.Health;

/// <summary>
/// Probes every deployment each <c>health_check_interval</c> when <c>background_health_checks</c> is on. With
/// <c>enable_health_check_routing</c> the unhealthy ones are passed over; if all of a group are, none is.
/// </summary>
internal sealed partial class DeploymentMonitor(
    SnapshotStore snapshots, DeploymentProbe probe, TimeProvider time, ILogger<DeploymentMonitor> logger) : BackgroundService
{
    private const int ProbesAtOnce = 32;

    // How often a reload that turns the checks on or changes the interval is noticed.
    private static readonly TimeSpan s_tick = TimeSpan.FromSeconds(1);

    // A round that has begun earlier must not end later, with news that are old by then.
    private readonly SemaphoreSlim _oneAtATime = new(1);
    private long? _lastRound;

    /// <summary>One round, when it is due.</summary>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken);
        try
        {
            await CheckAllAsync(cancellationToken);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    public override void Dispose()
    {
        _oneAtATime.Dispose();
        base.Dispose();
    }

    private async Task CheckAllAsync(CancellationToken cancellationToken)
    {
        var snapshot = snapshots.Current;
        var settings = snapshot.Config.GeneralSettings;
        if (!settings.BackgroundHealthChecks || (_lastRound is { } last && time.GetElapsedTime(last) < settings.HealthCheckInterval))
        {
            return;
        }

        _lastRound = time.GetTimestamp();
        var options = new ParallelOptions { MaxDegreeOfParallelism = ProbesAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(snapshot.DeploymentsById.Values, options, async (deployment, cancel) =>
        {
            var before = deployment.State.LastProbeHealthy;
            var (error, _) = await probe.AskAsync(deployment, cancel);
            if (before != (error is null))
            {
                LogChange(deployment.Id, deployment.ApiBase, deployment.ModelGroup, error ?? "healthy");
            }
        });
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => PeriodicWork.RunAtOnceAsync(s_tick, time, CheckAsync, stoppingToken);

    [LoggerMessage(Level = LogLevel.Information, Message = "Deployment {DeploymentId} ({ApiBase}) of {ModelGroup}: {Health}")]
    private partial void LogChange(string deploymentId, string apiBase, string modelGroup, string health);
}
