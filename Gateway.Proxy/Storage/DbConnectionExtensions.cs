using System.Data.Common;

namespace Gateway.Proxy.Storage;

internal static class DbConnectionExtensions
{
    public static DbCommand Command(this DbConnection connection, string sql, Action<SqlParameters>? parameters = null, DbTransaction? transaction = null)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Transaction = transaction;
        parameters?.Invoke(new SqlParameters(command));
        return command;
    }

    public static async Task<int> ExecuteAsync(
        this DbConnection connection, string sql, Action<SqlParameters>? parameters = null, DbTransaction? transaction = null, CancellationToken cancellationToken = default)
    {
        await using var command = connection.Command(sql, parameters, transaction);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public static async Task<List<T>> QueryAsync<T>(
        this DbConnection connection, string sql, Func<DbDataReader, T> row, Action<SqlParameters>? parameters = null, DbTransaction? transaction = null, CancellationToken cancellationToken = default)
    {
        await using var command = connection.Command(sql, parameters, transaction);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(row(reader));
        }

        return rows;
    }
}
