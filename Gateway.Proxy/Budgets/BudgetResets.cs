using System.Data.Common;
using Gateway.Proxy.Configuration;
using Gateway.Proxy.Storage;

namespace Gateway.Proxy.Budgets;

/// <summary>
/// Begins new budget windows in the database. Live counters do so by themselves, to the moment; here the stored spend
/// follows: to what the spend logs know of the new window, so nothing that was written meanwhile is lost.
/// </summary>
internal sealed class BudgetResets(Database database, ConfigStore config, TimeProvider time)
{
    private static readonly TimeSpan s_keepChanges = TimeSpan.FromDays(1);

    // What of the spend logs counts for one of them.
    private static readonly (string Table, string Id, string Logs)[] s_tables =
    [
        ("virtual_keys", "token", "spend_logs s WHERE s.key_hash = virtual_keys.token"),
        ("teams", "team_id", "spend_logs s WHERE s.team_id = teams.team_id"),
        ("organizations", "organization_id", "spend_logs s WHERE s.organization_id = organizations.organization_id"),
        ("users", "user_id", "spend_logs s WHERE s.user_id = users.user_id"),
        ("tags", "name", "spend_logs s JOIN spend_log_tags t ON t.started_at = s.started_at AND t.request_id = s.request_id WHERE t.tag = tags.name"),
    ];

    private DateTimeOffset _cleaned;

    /// <summary>How many windows were begun; replicas may run this at the same time, each window is begun once.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var connection = await database.OpenAsync(cancellationToken);
        var begun = 0;
        foreach (var (table, id, logs) in s_tables)
        {
            foreach (var due in await DueAsync(connection, table, id, now, cancellationToken))
            {
                begun += await BeginAsync(table, id, due, Spent(logs), now, cancellationToken);
            }
        }

        foreach (var due in await DueAsync(connection, "budgets", "budget_id", now, cancellationToken))
        {
            begun += await BeginAsync("budgets", "budget_id", due, null, now, cancellationToken);
        }

        await CleanAsync(connection, now, cancellationToken);
        return begun;
    }

    private static Task<List<(string Id, string? Duration, DateTimeOffset ResetAt)>> DueAsync(DbConnection connection, string table, string id, DateTimeOffset now, CancellationToken cancellationToken) =>
        connection.QueryAsync(
            $"SELECT {id}, {Duration(table)}, budget_reset_at FROM {table} WHERE budget_reset_at <= @now",
            row => (row.GetString(0), new ColumnValue(row, 1).Text, new ColumnValue(row, 2).Time!.Value),
            p => p.Add("now", now),
            cancellationToken: cancellationToken);

    // A key or an organization without a duration of its own may have its budget's.
    private static string Duration(string table) => table is not ("virtual_keys" or "organizations")
        ? "budget_duration"
        : $"COALESCE(budget_duration, (SELECT budgets.budget_duration FROM budgets WHERE budgets.budget_id = {table}.budget_id))";

    private static string Spent(string logs) => $"spend = (SELECT COALESCE(SUM(s.cost), 0) FROM {logs} AND s.started_at >= @since)";

    private Task<int> BeginAsync(string table, string id, (string Id, string? Duration, DateTimeOffset ResetAt) due, string? spent, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.InTransactionAsync(async (connection, transaction) =>
        {
            await ChangeStore.LockAsync(connection, transaction, cancellationToken);
            await SpendTurns.TakeAsync(connection, transaction, cancellationToken);
            var period = BudgetPeriod.Parse(due.Duration, config.Current.LitellmSettings.Timezone);
            var next = period?.NextAfter(due.ResetAt, now);
            var since = next is { } end && period!.Next(due.ResetAt) < end ? period.Aligned(now).Start : due.ResetAt;
            var changed = await connection.ExecuteAsync(
                $"UPDATE {table} SET budget_reset_at = @next WHERE {id} = @id AND budget_reset_at <= @now",
                p =>
                {
                    p.Add("next", next);
                    p.Add("id", due.Id);
                    p.Add("now", now);
                },
                transaction,
                cancellationToken);
            if (changed == 0)
            {
                return 0;
            }

            // Logs that are stored later bring their cost themselves, those of the window before none.
            if (spent is not null)
            {
                await connection.ExecuteAsync(
                    $"UPDATE {table} SET {spent}, spend_since = @since WHERE {id} = @id",
                    p =>
                    {
                        p.Add("id", due.Id);
                        p.Add("since", since);
                    },
                    transaction,
                    cancellationToken);
            }

            if (table is "budgets" or "teams")
            {
                // Members begin anew with their team, customers with their budget.
                await connection.ExecuteAsync(
                    $"UPDATE {(table == "teams" ? "team_members SET spend = 0, spend_since = @since WHERE team_id" : "customers SET spend = 0, spend_since = @since WHERE budget_id")} = @id",
                    p =>
                    {
                        p.Add("id", due.Id);
                        p.Add("since", since);
                    },
                    transaction,
                    cancellationToken);
            }

            await ChangeStore.AddAsync(connection, table, due.Id, spendSet: false, now, transaction, cancellationToken);
            await AuditStore.AddAsync(connection, "gateway", "budget_reset", table, due.Id, null, null, now, transaction, cancellationToken);
            return 1;
        }, cancellationToken);

    // Changes that every replica has long seen, and old values of keys whose grace is over.
    private async Task CleanAsync(DbConnection connection, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (now - _cleaned < TimeSpan.FromHours(1))
        {
            return;
        }

        _cleaned = now;
        await ChangeStore.DeleteBeforeAsync(connection, now - s_keepChanges, cancellationToken);
        await connection.ExecuteAsync(
            "DELETE FROM virtual_keys WHERE replaced_by IS NOT NULL AND expires < @time", p => p.Add("time", now - s_keepChanges), cancellationToken: cancellationToken);
    }
}
