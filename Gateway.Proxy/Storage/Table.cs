using System.Data.Common;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Gateway.Proxy.Storage;

/// <summary>The statements of one table, made from its list of columns. The first column is the primary key.</summary>
internal sealed class Table<T>(string name, JsonTypeInfo<T> json, params Column<T>[] columns) where T : class, new()
{
    private readonly string _select = $"SELECT {string.Join(", ", columns.Select(column => column.Name))} FROM {name}";

    private readonly string _insert =
        $"INSERT INTO {name} ({string.Join(", ", columns.Select(column => column.Name))}) VALUES ({string.Join(", ", columns.Select(column => "@" + column.Name))})";

    private readonly string _update =
        $"UPDATE {name} SET {string.Join(", ", columns.Skip(1).Where(column => !column.OnInsertOnly).Select(column => $"{column.Name} = @{column.Name}"))} WHERE {columns[0].Name} = @{columns[0].Name}";

    public string Name => name;

    public string IdOf(T row) => (string)columns[0].Get(row)!;

    /// <summary>For the audit log.</summary>
    public string ToJson(T row) => JsonSerializer.Serialize(row, json);

    public async Task<T?> FindAsync(DbConnection connection, string id, DbTransaction? transaction, CancellationToken cancellationToken)
    {
        var rows = await ListAsync(connection, $"WHERE {columns[0].Name} = @id", p => p.Add("id", id), transaction, cancellationToken);
        return rows.Count == 0 ? null : rows[0];
    }

    /// <param name="connection">Where to ask.</param>
    /// <param name="rest">What follows <c>FROM</c>: a constant of the code, never a client's text.</param>
    /// <param name="parameters">The values in <paramref name="rest"/>.</param>
    /// <param name="transaction">Null: none.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<List<T>> ListAsync(DbConnection connection, string rest, Action<SqlParameters>? parameters, DbTransaction? transaction, CancellationToken cancellationToken) =>
        connection.QueryAsync($"{_select} {rest}", Read, parameters, transaction, cancellationToken);

    public Task InsertAsync(DbConnection connection, T row, DbTransaction transaction, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(_insert, p => Bind(p, row, inserts: true), transaction, cancellationToken);

    /// <summary>False: such a row is there already, and stays as it is.</summary>
    public async Task<bool> InsertMissingAsync(DbConnection connection, T row, DbTransaction transaction, CancellationToken cancellationToken) =>
        await connection.ExecuteAsync(_insert + " ON CONFLICT DO NOTHING", p => Bind(p, row, inserts: true), transaction, cancellationToken) == 1;

    public Task UpdateAsync(DbConnection connection, T row, DbTransaction transaction, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(_update, p => Bind(p, row, inserts: false), transaction, cancellationToken);

    public Task DeleteAsync(DbConnection connection, string id, DbTransaction transaction, CancellationToken cancellationToken) =>
        connection.ExecuteAsync($"DELETE FROM {name} WHERE {columns[0].Name} = @id", p => p.Add("id", id), transaction, cancellationToken);

    public Task SetSpendAsync(DbConnection connection, string id, double spend, DateTimeOffset now, DbTransaction transaction, CancellationToken cancellationToken) =>
        connection.ExecuteAsync($"UPDATE {name} SET spend = @spend, spend_since = @now WHERE {columns[0].Name} = @id", p =>
        {
            p.Add("spend", spend);
            p.Add("now", now);
            p.Add("id", id);
        }, transaction, cancellationToken);

    private void Bind(SqlParameters parameters, T row, bool inserts)
    {
        foreach (var column in columns)
        {
            if (inserts || !column.OnInsertOnly)
            {
                parameters.Add(column.Name, column.Get(row));
            }
        }
    }

    private T Read(DbDataReader reader)
    {
        var row = new T();
        for (var i = 0; i < columns.Length; i++)
        {
            columns[i].Set(row, new ColumnValue(reader, i));
        }

        return row;
    }
}
