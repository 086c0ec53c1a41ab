using Gateway.Proxy.Hosting;
using Gateway.Proxy.Keys;
using Gateway.Proxy.Management;
using Gateway.Proxy.Model;
using Gateway.Proxy.Storage;

namespace Gateway.Proxy.Fleet;

/// <summary>Which deployments are drained: kept in the database, so that all replicas and the next start know it too.</summary>
internal sealed partial class DrainedDeployments(
    Database database, KeyDirectoryLoader loader, SnapshotStore snapshots, TimeProvider time, ILogger<DrainedDeployments> logger) : BackgroundService
{
    private const string Objects = "deployments";

    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(2);

    private bool _away;

    public static async Task SetAsync(ManagementCall call, Deployment deployment, bool drained)
    {
        var sql = drained
            ? "INSERT INTO drained_deployments (deployment_id, drained_at, drained_by) VALUES (@id, @now, @by) ON CONFLICT DO NOTHING"
            : "DELETE FROM drained_deployments WHERE deployment_id = @id";
        await call.ChangeAsync(async transaction =>
        {
            await transaction.Connection.ExecuteAsync(sql, p =>
            {
                p.Add("id", deployment.Id);
                if (drained)
                {
                    p.Add("now", call.Now);
                    p.Add("by", call.Caller.Name);
                }
            }, transaction.Transaction, transaction.Cancellation);
            await transaction.RecordAsync(drained ? "drained" : "undrained", Objects, deployment.Id, null, null, spendSet: false);
            return 0;
        });
        deployment.State.IsDrained = drained;
    }

    /// <summary>Takes over what the database says.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        await loader.MigrateAsync(cancellationToken);
        var ids = await database.QueryAsync("SELECT deployment_id FROM drained_deployments", row => row.GetString(0), cancellationToken: cancellationToken);
        foreach (var deployment in snapshots.Current.DeploymentsById.Values)
        {
            deployment.State.IsDrained = ids.Contains(deployment.Id);
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => PeriodicWork.RunAtOnceAsync(s_interval, time, TryLookAsync, stoppingToken);

    private async Task TryLookAsync(CancellationToken cancellationToken)
    {
        try
        {
            await LookAsync(cancellationToken);
            _away = false;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // What was drained stays so. One line is enough for one outage.
            if (!_away)
            {
                LogNotRead(exception.Message);
            }

            _away = true;
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Which deployments are drained could not be read: {Problem}")]
    private partial void LogNotRead(string problem);
}
