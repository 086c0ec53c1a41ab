using System.Data.Common;
using Gateway.Proxy.Storage;

namespace Gateway.Proxy.Management;

/// <summary>The statements of one management call. Every change goes into the audit log and is announced to all replicas.</summary>
internal sealed class ManagementTransaction(DbConnection connection, DbTransaction transaction, string actor, DateTimeOffset now, CancellationToken cancellationToken)
{
    public DbConnection Connection => connection;

    public DbTransaction Transaction => transaction;

    /// <summary>The moment at which everything here happens.</summary>
    public DateTimeOffset Now => now;

    public CancellationToken Cancellation => cancellationToken;

    public Task<T?> FindAsync<T>(Table<T> table, string id) where T : class, new() => table.FindAsync(connection, id, transaction, cancellationToken);

    public Task<List<T>> ListAsync<T>(Table<T> table, string rest, Action<SqlParameters>? parameters) where T : class, new() =>
        table.ListAsync(connection, rest, parameters, transaction, cancellationToken);

    public async Task<bool> AnyAsync(string sql, Action<SqlParameters> parameters) =>
        (await connection.QueryAsync(sql, static _ => true, parameters, transaction, cancellationToken)).Count > 0;

    public async Task InsertAsync<T>(Table<T> table, T row) where T : class, new()
    {
        await table.InsertAsync(connection, row, transaction, cancellationToken);
        await RecordAsync("created", table.Name, table.IdOf(row), null, table.ToJson(row), spendSet: true);
    }

    public async Task UpdateAsync<T>(Table<T> table, T before, T after, double? spend = null) where T : class, new()
    {
        var id = table.IdOf(after);
        if (spend is not null)
        {
            await SpendTurns.TakeAsync(connection, transaction, cancellationToken);
        }

        await table.UpdateAsync(connection, after, transaction, cancellationToken);
        if (spend is { } value)
        {
            await table.SetSpendAsync(connection, id, value, now, transaction, cancellationToken);
        }

        await RecordAsync("updated", table.Name, id, table.ToJson(before), table.ToJson(after), spendSet: spend is not null);
    }

    public async Task DeleteAsync<T>(Table<T> table, T row) where T : class, new()
    {
        var id = table.IdOf(row);
        await table.DeleteAsync(connection, id, transaction, cancellationToken);
        await RecordAsync("deleted", table.Name, id, table.ToJson(row), null, spendSet: false);
    }

    public async Task RecordAsync(string action, string table, string id, string? before, string? after, bool spendSet)
    {
        await AuditStore.AddAsync(connection, actor, action, table, id, before, after, now, transaction, cancellationToken);
        await ChangeStore.AddAsync(connection, table, id, spendSet, now, transaction, cancellationToken);
    }

    /// <summary>Sets the spend of every row to 0; with one entry in the audit log for all of them.</summary>
    /// <param name="more">Tables that begin anew with them.</param>
    public async Task ResetAllSpendAsync(string table, string idColumn, params IEnumerable<string> more)
    {
        await SpendTurns.TakeAsync(connection, transaction, cancellationToken);
        foreach (var reset in more.Prepend(table))
        {
            await connection.ExecuteAsync($"UPDATE {reset} SET spend = 0, spend_since = @now", p => p.Add("now", now), transaction, cancellationToken);
        }

        await AuditStore.AddAsync(connection, actor, "spend_reset", table, "*", null, null, now, transaction, cancellationToken);
        await ChangeStore.AddAllAsync(connection, table, idColumn, now, transaction, cancellationToken);
    }
}
