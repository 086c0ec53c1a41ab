using System.Data.Common;
using System.Net.Sockets;
using Gateway.Proxy.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gateway.Proxy.Storage;

/// <summary>
/// Brings the database up to date: runs each numbered file that was not run yet, all in one transaction, under a lock
/// that only one replica holds at a time. A second replica waits and then finds nothing to do.
/// </summary>
internal sealed partial class Migrator(Database database, TimeProvider time, ILogger<Migrator> logger)
{
    // Any number that no other program on the same server is likely to lock: "gateway" in ASCII.
    private const long AdvisoryLock = 0x67617465776179;

    /// <summary><c>--migrate-only</c>: brings the database up to date and gives the exit code; for a job that runs before the replicas start.</summary>
    public static async Task<int> RunCommandAsync(GatewayConfig config, GatewayOptions options, TextWriter output, TextWriter errors)
    {
        try
        {
            await using var database = DatabaseFactory.Create(config, options);
            var applied = await new Migrator(database, TimeProvider.System, NullLogger<Migrator>.Instance).RunAsync(CancellationToken.None);
            await output.WriteLineAsync(applied == 0 ? "The database is up to date." : $"{applied} migrations applied; the database is up to date.");
            return 0;
        }
        catch (Exception exception) when (exception is DbException or SocketException)
        {
            await errors.WriteLineAsync($"The database could not be brought up to date: {exception.Message}");
            return 1;
        }
    }

    /// <summary>How many files were run.</summary>
    public Task<int> RunAsync(CancellationToken cancellationToken) => database.InTransactionAsync(async (connection, transaction) =>
    {
        await LockAsync(connection, transaction, cancellationToken);
        await connection.ExecuteAsync(
            "CREATE TABLE IF NOT EXISTS gateway_migrations (number INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at TEXT NOT NULL)",
            transaction: transaction, cancellationToken: cancellationToken);
        var applied = await connection.QueryAsync(
            "SELECT number FROM gateway_migrations", row => row.GetInt32(0), transaction: transaction, cancellationToken: cancellationToken);
        var due = Migration.All(database.Dialect).Where(migration => !applied.Contains(migration.Number)).ToList();
        foreach (var migration in due)
        {
            await connection.ExecuteAsync(migration.Sql, transaction: transaction, cancellationToken: cancellationToken);
            await connection.ExecuteAsync(
                "INSERT INTO gateway_migrations (number, name, applied_at) VALUES (@number, @name, @appliedAt)",
                p =>
                {
                    p.Add("number", migration.Number);
                    p.Add("name", migration.Name);
                    p.Add("appliedAt", time.GetUtcNow().ToString("O"));
                },
                transaction,
                cancellationToken);
            LogApplied(migration.Name);
        }

        return due.Count;
    }, cancellationToken);

    private async Task LockAsync(DbConnection connection, DbTransaction transaction, CancellationToken cancellationToken)
    {
        // SQLite has one writer at a time: the first write of the transaction takes the lock.
        if (database.Dialect == SqlDialect.PostgreSql)
        {
            await connection.ExecuteAsync($"SELECT pg_advisory_xact_lock({AdvisoryLock})", transaction: transaction, cancellationToken: cancellationToken);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Database migration {Name} applied")]
    private partial void LogApplied(string name);
}
