using System.Data.Common;

namespace Gateway.Proxy.Storage;

/// <summary><c>changes</c> and <c>change_counter</c>.</summary>
internal static class ChangeStore
{
    /// <summary>The number of the last change.</summary>
    public static async Task<long> LastAsync(DbConnection connection, CancellationToken cancellationToken) =>
        (await connection.QueryAsync("SELECT value FROM change_counter", row => row.GetInt64(0), cancellationToken: cancellationToken))[0];

    /// <summary>Those after <paramref name="sequence"/>, in order.</summary>
    public static Task<List<StoredChange>> AfterAsync(DbConnection connection, long sequence, CancellationToken cancellationToken) => connection.QueryAsync(
        "SELECT sequence, table_name, object_id, spend_set FROM changes WHERE sequence > @sequence ORDER BY sequence",
        row => new StoredChange(row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetBoolean(3)),
        p => p.Add("sequence", sequence),
        cancellationToken: cancellationToken);

    /// <summary>Waits for every other change to end and holds the next back until the commit. First in a transaction, so that two never wait for each other.</summary>
    public static Task LockAsync(DbConnection connection, DbTransaction transaction, CancellationToken cancellationToken) =>
        connection.ExecuteAsync("UPDATE change_counter SET value = value", transaction: transaction, cancellationToken: cancellationToken);

    public static async Task AddAsync(DbConnection connection, string table, string id, bool spendSet, DateTimeOffset now, DbTransaction transaction, CancellationToken cancellationToken)
    {
        // The counter's row stays locked until the commit, so the numbers come in the order of the commits and none is seen late.
        await connection.ExecuteAsync("UPDATE change_counter SET value = value + 1", transaction: transaction, cancellationToken: cancellationToken);
        await connection.ExecuteAsync(
            "INSERT INTO changes (sequence, table_name, object_id, spend_set, changed_at) SELECT value, @table, @id, @spendSet, @now FROM change_counter",
            p =>
            {
                p.Add("table", table);
                p.Add("id", id);
                p.Add("spendSet", spendSet);
                p.Add("now", now);
            },
            transaction,
            cancellationToken);
    }

    /// <summary>As <see cref="AddAsync"/>, for every row of a table: its spend was set on purpose.</summary>
    public static async Task AddAllAsync(DbConnection connection, string table, string idColumn, DateTimeOffset now, DbTransaction transaction, CancellationToken cancellationToken)
    {
        await connection.ExecuteAsync(
            $"""
            INSERT INTO changes (sequence, table_name, object_id, spend_set, changed_at)
            SELECT (SELECT value FROM change_counter) + ROW_NUMBER() OVER (ORDER BY {idColumn}), @table, {idColumn}, @spendSet, @now FROM {table}
            """,
            p =>
            {
                p.Add("table", table);
                p.Add("spendSet", true);
                p.Add("now", now);
            },
            transaction,
            cancellationToken);
        await connection.ExecuteAsync($"UPDATE change_counter SET value = value + (SELECT COUNT(*) FROM {table})", transaction: transaction, cancellationToken: cancellationToken);
    }

    public static Task<int> DeleteBeforeAsync(DbConnection connection, DateTimeOffset time, CancellationToken cancellationToken) =>
        connection.ExecuteAsync("DELETE FROM changes WHERE changed_at < @time", p => p.Add("time", time), cancellationToken: cancellationToken);
}
