using System.Data.Common;
using System.Globalization;
using Gateway.Proxy.Storage;

namespace Gateway.Proxy.Budgets;

/// <summary>What was spent since a moment: whole days (they are UTC's) from their sums, what is before the first of them from the spend logs.</summary>
internal static class SpentSince
{
    /// <summary>By all requests together.</summary>
    public static Task<double> OfAllAsync(DbConnection connection, DateTimeOffset? start, CancellationToken cancellationToken) =>
        SumAsync(connection, "SELECT SUM(cost) FROM daily_sums WHERE dimension = '' AND day >= @day", "", null, start, cancellationToken);

    public static Task<double> OfProviderAsync(DbConnection connection, string provider, DateTimeOffset? start, CancellationToken cancellationToken) =>
        SumAsync(connection, "SELECT SUM(cost) FROM daily_sums WHERE dimension = 'provider' AND name = @id AND day >= @day", " AND provider = @id", provider, start, cancellationToken);

    public static Task<double> OfDeploymentAsync(DbConnection connection, string deployment, DateTimeOffset? start, CancellationToken cancellationToken) =>
        SumAsync(connection, "SELECT SUM(cost) FROM deployment_days WHERE deployment_id = @id AND day >= @day", " AND deployment_id = @id", deployment, start, cancellationToken);

    private static async Task<double> SumAsync(DbConnection connection, string days, string ofLogs, string? id, DateTimeOffset? start, CancellationToken cancellationToken)
    {
        var firstDay = start is { } from ? new DateTimeOffset(from.UtcDateTime.Date == from.UtcDateTime ? from.UtcDateTime.Date : from.UtcDateTime.Date.AddDays(1), TimeSpan.Zero) : DateTimeOffset.UnixEpoch;
        var sums = await connection.QueryAsync(
            $"""
            SELECT COALESCE(({days}), 0) + COALESCE((SELECT SUM(cost) FROM spend_logs WHERE started_at >= @start AND started_at < @end{ofLogs}), 0)
            """,
            static row => row.GetDouble(0),
            p =>
            {
                p.Add("day", firstDay.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
                p.Add("start", start ?? firstDay);
                p.Add("end", firstDay);
                if (id is not null)
                {
                    p.Add("id", id);
                }
            },
            cancellationToken: cancellationToken);
        return sums[0];
    }
}
