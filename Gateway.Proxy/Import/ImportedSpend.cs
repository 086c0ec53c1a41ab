using System.Data.Common;
using Gateway.Proxy.Storage;

namespace Gateway.Proxy.Import;

/// <summary>
/// Spend logs with their daily sums, a batch in a transaction. Unlike <see cref="SpendStore"/> it leaves the spend of keys,
/// users and teams alone: that was taken over as LiteLLM had it, budget resets included.
/// </summary>
internal sealed class ImportedSpend(DbConnection connection, Database database) : IAsyncDisposable
{
    public static async Task<ImportedSpend> OpenAsync(Database database, CancellationToken cancellationToken)
    {
        var connection = await database.OpenAsync(cancellationToken);
        foreach (var statement in SpendSql.Prepare(database))
        {
            await connection.ExecuteAsync(statement, cancellationToken: cancellationToken);
        }

        return new ImportedSpend(connection, database);
    }

    /// <summary>Gives the number of rows that were new.</summary>
    public async Task<int> AddAsync(IReadOnlyList<LiteLlmRow> rows, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        foreach (var statement in SpendSql.Begin(database))
        {
            await connection.ExecuteAsync(statement, transaction: transaction, cancellationToken: cancellationToken);
        }

        // The number ties tags to rows within the batch.
        var values = rows.Select((row, i) => LiteLlmSpend.Values(row, i + 1L));
        var tags = rows.SelectMany((row, i) => LiteLlmSpend.Tags(row).Select(tag => (i + 1L, tag))).ToList();
        var load = database.Dialect == SqlDialect.PostgreSql
            ? SpendBatch.CopyAsync(connection, values, tags, cancellationToken)
            : SpendBatch.InsertAsync(connection, transaction, values, tags, cancellationToken);
        await load;
        var repeated = await connection.ExecuteAsync(SpendSql.DropStored, transaction: transaction, cancellationToken: cancellationToken);
        var due = rows.Count - repeated;
        if (due > 0)
        {
            var written = await connection.ExecuteAsync(SpendSql.InsertRows, transaction: transaction, cancellationToken: cancellationToken);
            if (written != due)
            {
                // The sums would count what somebody else has written meanwhile.
                throw new SpendConflictException($"{due} rows were due and {written} were written.");
            }

            foreach (var statement in SpendSql.AddDailySums)
            {
                await connection.ExecuteAsync(statement, transaction: transaction, cancellationToken: cancellationToken);
            }
        }

        await transaction.CommitAsync(cancellationToken);
        return due;
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();
}
