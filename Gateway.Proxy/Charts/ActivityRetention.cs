using System.Globalization;
using Gateway.Proxy.Hosting;
using Gateway.Proxy.Keys;
using Gateway.Proxy.Storage;

namespace Gateway.Proxy.Charts;

/// <summary>Minutes are kept for two days, hours and the days of deployments for 400, details of requests for 30.</summary>
internal sealed partial class ActivityRetention(Database database, KeyDirectoryLoader loader, TimeProvider time, ILogger<ActivityRetention> logger) : BackgroundService
{
    private static readonly TimeSpan s_interval = TimeSpan.FromHours(1);
    private static readonly TimeSpan s_minutes = TimeSpan.FromDays(2);
    private static readonly TimeSpan s_hours = TimeSpan.FromDays(400);
    private static readonly TimeSpan s_details = TimeSpan.FromDays(30);

    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        await loader.MigrateAsync(cancellationToken);
        var now = time.GetUtcNow();
        foreach (var table in (string[])["activity", "activity_latency"])
        {
            await DeleteAsync(table, ActivitySql.Minute, now - s_minutes, cancellationToken);
            await DeleteAsync(table, ActivitySql.Hour, now - s_hours, cancellationToken);
        }

        await database.ExecuteAsync(
            "DELETE FROM deployment_days WHERE day < @before", p => p.Add("before", (now - s_hours).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)), cancellationToken);
        await database.ExecuteAsync("DELETE FROM request_details WHERE started_at < @before", p => p.Add("before", now - s_details), cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => PeriodicWork.RunAsync(s_interval, time, TrySweepAsync, stoppingToken);

    private async Task TrySweepAsync(CancellationToken cancellationToken)
    {
        try
        {
            await SweepAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogFailed(exception.Message);
        }
    }

    private Task<int> DeleteAsync(string table, int resolution, DateTimeOffset before, CancellationToken cancellationToken) =>
        database.ExecuteAsync($"DELETE FROM {table} WHERE resolution = @resolution AND starts_at < @before", p =>
        {
            p.Add("resolution", resolution);
            p.Add("before", before.ToUnixTimeSeconds());
        }, cancellationToken);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Old activity could not be deleted, another try follows in an hour: {Problem}")]
    private partial void LogFailed(string problem);
}
