using System.Data.Common;

namespace Gateway.Proxy.Storage;

/// <summary>
/// The gateway's database: PostgreSQL where one is configured, else an SQLite file in the data directory. Plain SQL with
/// <c>@name</c> parameters; times are UTC <see cref="DateTimeOffset"/>, documents are JSON text.
/// </summary>
internal sealed class Database(DbDataSource source, SqlDialect dialect, bool holdsSessions = true) : IAsyncDisposable
{
    // Sums of a million rows take a quarter of a second: to compile them first, in every worker, takes a good part of that again. Of what is
    // less than 64 MB, workers take longer to begin and to give their sums back than they save.
    private const string ForSums = """
        SELECT set_config('work_mem', GREATEST(pg_size_bytes(current_setting('work_mem')), 33554432) / 1024 || 'kB', true), set_config('jit', 'off', true),
               set_config('min_parallel_table_scan_size', '64MB', true), set_config('min_parallel_index_scan_size', '64MB', true), set_config('enable_parallel_append', 'off', true)
        """;

    public SqlDialect Dialect { get; } = dialect;

    /// <summary>
    /// A connection is one session until it is closed. False behind a pooler that gives every transaction another one, as PgBouncer does in its
    /// transaction mode: nothing then outlives a transaction, temporary tables and prepared statements least of all.
    /// </summary>
    public bool HoldsSessions { get; } = holdsSessions;

    public ValueTask<DbConnection> OpenAsync(CancellationToken cancellationToken) => source.OpenConnectionAsync(cancellationToken);

    /// <summary>Runs one statement; gives the number of rows it changed.</summary>
    public async Task<int> ExecuteAsync(string sql, Action<SqlParameters>? parameters = null, CancellationToken cancellationToken = default)
    {
        await using var connection = await OpenAsync(cancellationToken);
        await using var command = connection.Command(sql, parameters);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Every row of a query, read by <paramref name="row"/>.</summary>
    public async Task<List<T>> QueryAsync<T>(
        string sql, Func<DbDataReader, T> row, Action<SqlParameters>? parameters = null, CancellationToken cancellationToken = default)
    {
        await using var connection = await OpenAsync(cancellationToken);
        return await connection.QueryAsync(sql, row, parameters, cancellationToken: cancellationToken);
    }

    /// <summary>As <see cref="QueryAsync"/>, for what groups much: PostgreSQL gets the memory to do so without sorting in files.</summary>
    public Task<List<T>> SumAsync<T>(string sql, Func<DbDataReader, T> row, Action<SqlParameters>? parameters, CancellationToken cancellationToken) =>
        Dialect == SqlDialect.Sqlite
            ? QueryAsync(sql, row, parameters, cancellationToken)
            : InTransactionAsync(
                async (connection, transaction) =>
                {
                    await connection.ExecuteAsync(ForSums, null, transaction, cancellationToken);
                    return await connection.QueryAsync(sql, row, parameters, transaction, cancellationToken);
                },
                cancellationToken);

    /// <summary>Runs <paramref name="work"/> in one transaction; rolled back when it throws.</summary>
    public async Task<T> InTransactionAsync<T>(Func<DbConnection, DbTransaction, Task<T>> work, CancellationToken cancellationToken = default)
    {
        await using var connection = await OpenAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var result = await work(connection, transaction);
        await transaction.CommitAsync(cancellationToken);
        return result;
    }

    public ValueTask DisposeAsync() => source.DisposeAsync();
}
