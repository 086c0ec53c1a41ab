using Gateway.Proxy.Model;
using Gateway.Proxy.Storage;

namespace Gateway.Proxy.Spend;

/// <summary>
/// Deletes spend logs older than <c>general_settings.maximum_spend_logs_retention_period</c>; the daily sums stay. Whole days
/// go at a time, so that what is left of a day is all of it.
/// </summary>
internal sealed partial class SpendRetention(Database database, SpendWriter writer, SnapshotStore snapshots, TimeProvider time, ILogger<SpendRetention> logger)
    : BackgroundService
{
    private const int BatchSize = 1_000;

    private const string DeleteLogs = """
        DELETE FROM spend_logs WHERE request_id IN
        (SELECT request_id FROM spend_logs WHERE started_at < @before ORDER BY started_at, request_id LIMIT @batch)
        """;

    private const string DeleteTags = """
        DELETE FROM spend_log_tags WHERE (tag, started_at, request_id) IN
        (SELECT tag, started_at, request_id FROM spend_log_tags WHERE started_at < @before ORDER BY started_at LIMIT @batch)
        """;

    private static readonly TimeSpan s_interval = TimeSpan.FromHours(1);

    // Between two batches the database belongs to others.
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(20);

    /// <summary>How many logs were deleted.</summary>
    public async Task<int> DeleteAsync(TimeSpan period, CancellationToken cancellationToken)
    {
        var before = new DateTimeOffset((time.GetUtcNow() - period).UtcDateTime.Date, TimeSpan.Zero);
        await DeleteAsync(DeleteTags, before, cancellationToken);
        return await DeleteAsync(DeleteLogs, before, cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await writer.Migrated.WaitAsync(stoppingToken);
            while (true)
            {
                await SweepAsync(stoppingToken);
                await Task.Delay(s_interval, time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        if (snapshots.Current.Config.GeneralSettings.MaximumSpendLogsRetentionPeriod is not { } period)
        {
            return;
        }

        try
        {
            if (await DeleteAsync(period, cancellationToken) is > 0 and var count)
            {
                LogDeleted(count, period);
            }
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            LogFailed(exception.Message);
        }
    }

    private async Task<int> DeleteAsync(string sql, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var total = 0;
        while (true)
        {
            var count = await database.ExecuteAsync(sql, p =>
            {
                p.Add("before", before);
                p.Add("batch", BatchSize);
            }, cancellationToken);
            total += count;
            if (count < BatchSize)
            {
                return total;
            }

            await Task.Delay(s_pause, time, cancellationToken);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} spend logs older than {Period} deleted")]
    private partial void LogDeleted(int count, TimeSpan period);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Old spend logs could not be deleted, another try follows in an hour: {Problem}")]
    private partial void LogFailed(string problem);
}
