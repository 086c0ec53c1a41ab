using System.Data.Common;
using Gateway.Proxy.Charts;
using Gateway.Proxy.Spend.Journal;
using Npgsql;

namespace Gateway.Proxy.Storage;

/// <summary>
/// Puts spend logs into the database: rows, daily sums and the spend of keys, users and teams, in one transaction.
/// Writing a batch again changes nothing. One connection is kept: the batch goes through temporary tables.
/// </summary>
internal sealed class SpendStore(Database database) : IAsyncDisposable
{
    private static readonly string[] s_addSums = [.. SpendSql.AddSums, .. ActivitySql.AddBatch, DeploymentDaysSql.AddBatch];

    // A hundred thousand rows at the most: a plan that was made for small tables must not outlive their growth.
    private const int BatchesToAPlan = 100;

    private PreparedConnection? _connection;
    private int _batches;

    // Of the last batch some were stored already. Whoever has one id for all of his requests has it in the next ones too.
    private bool _someWereStored;

    /// <summary>Gives the number of rows that were new.</summary>
    /// <param name="entries">What to store.</param>
    /// <param name="givesWay">Whoever waits for the processor gets it after every few rows.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <remarks>SQLite's calls do not wait asynchronously: on a thread of their own they keep none of the pool's few from serving requests.</remarks>
    public Task<int> WriteAsync(IReadOnlyList<JournalEntry> entries, bool givesWay, CancellationToken cancellationToken) => database.Dialect == SqlDialect.Sqlite
        ? Task.Factory.StartNew(() => StoreAsync(entries, givesWay, cancellationToken), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap()
        : StoreAsync(entries, givesWay, cancellationToken);

    private async Task<int> StoreAsync(IReadOnlyList<JournalEntry> entries, bool givesWay, CancellationToken cancellationToken)
    {
        try
        {
            var connection = _connection ??= await OpenAsync(cancellationToken);
            var distinct = SpendBatch.WithoutRepetitions(entries);

            // Hardly ever is one of them stored already: looking each of them up first took PostgreSQL a sixth of the time for all of it.
            var written = _someWereStored ? null : await StoreAsync(connection, distinct, mayBeStored: false, givesWay, cancellationToken);
            return written
                ?? await StoreAsync(connection, distinct, mayBeStored: true, givesWay, cancellationToken)
                ?? throw new SpendConflictException($"Some of {distinct.Count} rows were there although nobody had stored them.");
        }
        catch (PostgresException exception) when (exception.SqlState is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSqlStatementName)
        {
            await CloseAsync();
            throw new InvalidOperationException($"{exception.MessageText}; if there is a pooler before the database that gives each transaction another session (PgBouncer), put pgbouncer=true into DATABASE_URL", exception);
        }
        catch
        {
            await CloseAsync();
            throw;
        }
    }

    /// <summary>Throws when the database does not answer.</summary>
    public async Task PingAsync(CancellationToken cancellationToken)
    {
        try
        {
            _connection ??= await OpenAsync(cancellationToken);
            await _connection.Connection.ExecuteAsync("SELECT 1", cancellationToken: cancellationToken);
        }
        catch
        {
            await CloseAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync() => await CloseAsync();

    private async Task<PreparedConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = await database.OpenAsync(cancellationToken);
        try
        {
            foreach (var statement in SpendSql.Prepare(database))
            {
                await connection.ExecuteAsync(statement, cancellationToken: cancellationToken);
            }

            return new PreparedConnection(connection, database.HoldsSessions);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private async Task CloseAsync()
    {
        if (_connection is { } connection)
        {
            _connection = null;
            await connection.DisposeAsync();
        }
    }

    // Null: fewer rows were new than should have been, and nothing was changed.
    private async Task<int?> StoreAsync(
        PreparedConnection connection, IReadOnlyList<JournalEntry> entries, bool mayBeStored, bool givesWay, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.Connection.BeginTransactionAsync(cancellationToken);
        var written = await WriteAsync(connection, transaction, entries, mayBeStored, givesWay, cancellationToken);
        await (written is null ? transaction.RollbackAsync(cancellationToken) : transaction.CommitAsync(cancellationToken));
        return written;
    }

    /// <summary>(1) Alone among replicas, (2) the batch into a temporary table, (3) without what is stored already, (4) rows, (5) sums.</summary>
    private async Task<int?> WriteAsync(
        PreparedConnection connection, DbTransaction transaction, IReadOnlyList<JournalEntry> entries, bool mayBeStored, bool givesWay, CancellationToken cancellationToken)
    {
        // :: Step 1
        foreach (var statement in SpendSql.Begin(database))
        {
            await connection.ExecuteAsync(statement, transaction, cancellationToken);
        }

        if (++_batches % BatchesToAPlan == 0 && database is { Dialect: SqlDialect.PostgreSql, HoldsSessions: true })
        {
            await connection.ExecuteAsync(SpendSql.PlanAnew, transaction, cancellationToken);
        }

        // :: Step 2
        var load = database.Dialect == SqlDialect.PostgreSql
            ? SpendBatch.CopyAsync(connection.Connection, entries, givesWay, cancellationToken)
            : SpendBatch.InsertAsync(connection.Connection, transaction, entries, givesWay, cancellationToken);
        await load;

        // :: Step 3
        var repeated = 0;
        if (mayBeStored)
        {
            var renamed = await connection.ExecuteAsync(SpendSql.RenameOtherRequests, transaction, cancellationToken);
            repeated = await connection.ExecuteAsync(SpendSql.DropStored, transaction, cancellationToken);
            _someWereStored = renamed + repeated > 0;
        }

        // :: Step 4
        var due = entries.Count - repeated;
        if (due == 0)
        {
            return 0;
        }

        var written = await connection.ExecuteAsync(SpendSql.InsertRows, transaction, cancellationToken);
        if (written != due)
        {
            // The sums would count a row twice that is there already. The second time it can only be somebody who does not take the lock.
            return null;
        }

        // :: Step 5
        foreach (var statement in s_addSums)
        {
            if (givesWay)
            {
                Thread.Yield();
            }

            await connection.ExecuteAsync(statement, transaction, cancellationToken);
        }

        return written;
    }
}
