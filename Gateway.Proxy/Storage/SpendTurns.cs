using System.Data.Common;
using Npgsql;

namespace Gateway.Proxy.Storage;

/// <summary>Whoever changes spend or its sums does so alone, over all replicas, until the transaction ends. SQLite has one writer anyway.</summary>
internal static class SpendTurns
{
    /// <summary>Before the transaction locks any row: two would else wait for each other.</summary>
    public static Task TakeAsync(DbConnection connection, DbTransaction transaction, CancellationToken cancellationToken) =>
        connection is NpgsqlConnection ? connection.ExecuteAsync(SpendSql.TakeTurns, transaction: transaction, cancellationToken: cancellationToken) : Task.CompletedTask;
}
