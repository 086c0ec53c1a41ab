using System.Data.Common;
using System.Globalization;
using Gateway.Proxy.Configuration;
using Gateway.Proxy.Storage;

namespace Gateway.Proxy.Budgets;

/// <summary>
/// <c>litellm_settings.max_budget</c>: what all requests together may cost, in each window of <c>budget_duration</c> or ever. It has no
/// row of its own: what was spent is read from the daily sums, those of an imported past too.
/// </summary>
internal sealed class GatewayBudget(ConfigStore config, TimeProvider time)
{
    public const string Kind = "gateway";
    public const string Id = "all requests";

    private readonly BudgetCounter _spend = new();

    // What the counter was seeded for; another length or calendar is another window. Null: there is no budget, and nothing is counted.
    private (string? Duration, TimeZoneInfo Zone)? _seeded;

    /// <summary>The budget as a request counts against it; null: these settings have none.</summary>
    public BudgetScope? Scope(LitellmSettings settings) =>
        settings.MaxBudget is { } max ? new BudgetScope(Kind, Id, null, max, null, _spend) : null;

    /// <summary>What is spent in the window that holds <paramref name="now"/>.</summary>
    public BudgetState State(DateTimeOffset now) => _spend.State(now);

    /// <summary>Lets the counter know what the database knows: all of it when the budget is new here, else what other replicas have written.</summary>
    /// <param name="connection">To the database.</param>
    /// <param name="again">False: only where it is new.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task RefreshAsync(DbConnection connection, bool again, CancellationToken cancellationToken)
    {
        var settings = config.Current.LitellmSettings;
        var window = (settings.BudgetDuration, settings.Timezone);
        var isNew = _seeded != window;
        if (settings.MaxBudget is null)
        {
            _seeded = null;
            return;
        }

        if (!isNew && !(again && _spend.TakeUsed()))
        {
            return;
        }

        var period = BudgetPeriod.Parse(settings.BudgetDuration, settings.Timezone);
        var (start, end) = period?.Aligned(time.GetUtcNow()) is { } aligned ? ((DateTimeOffset?)aligned.Start, (DateTimeOffset?)aligned.End) : (null, null);
        var spent = await SpentAsync(connection, start, cancellationToken);
        _spend.SetWindow(period, end);
        if (isNew)
        {
            _spend.Set(spent);

            // Requests of this moment are neither in the counter nor in the database yet.
            _spend.Doubt();
        }
        else
        {
            _spend.Raise(spent, end);
        }

        _seeded = window;
    }

    // Whole days (they are UTC's) from their sums, what is before the first of them from the logs.
    private static async Task<double> SpentAsync(DbConnection connection, DateTimeOffset? start, CancellationToken cancellationToken)
    {
        var firstDay = start is { } from ? new DateTimeOffset(from.UtcDateTime.Date == from.UtcDateTime ? from.UtcDateTime.Date : from.UtcDateTime.Date.AddDays(1), TimeSpan.Zero) : DateTimeOffset.UnixEpoch;
        var sums = await connection.QueryAsync(
            """
            SELECT COALESCE((SELECT SUM(cost) FROM daily_sums WHERE dimension = '' AND day >= @day), 0)
                 + COALESCE((SELECT SUM(cost) FROM spend_logs WHERE started_at >= @start AND started_at < @end), 0)
            """,
            static row => row.GetDouble(0),
            p =>
            {
                p.Add("day", firstDay.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
                p.Add("start", start ?? firstDay);
                p.Add("end", firstDay);
            },
            cancellationToken: cancellationToken);
        return sums[0];
    }
}
