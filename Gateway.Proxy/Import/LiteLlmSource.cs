using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Gateway.Proxy.Storage;
using Npgsql;

namespace Gateway.Proxy.Import;

/// <summary>LiteLLM's database, read only: its tables page by page, and which columns this version of them has.</summary>
internal sealed class LiteLlmSource : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;
    private readonly Dictionary<string, HashSet<string>> _columns;

    private LiteLlmSource(NpgsqlConnection connection, Dictionary<string, HashSet<string>> columns)
    {
        _connection = connection;
        _columns = columns;
    }

    public static async Task<LiteLlmSource> OpenAsync(NpgsqlConnectionStringBuilder url, CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(url.ToString());
        try
        {
            await connection.OpenAsync(cancellationToken);
            await connection.ExecuteAsync("SET default_transaction_read_only = on", cancellationToken: cancellationToken);

            // Tables only: a gateway's own database has a view with the name of one of them.
            var rows = await connection.QueryAsync(
                """
                SELECT c.table_name, c.column_name FROM information_schema.columns c
                JOIN information_schema.tables t ON t.table_schema = c.table_schema AND t.table_name = c.table_name
                WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE'
                """,
                row => (Table: row.GetString(0), Column: row.GetString(1)),
                cancellationToken: cancellationToken);
            var columns = rows.GroupBy(row => row.Table).ToDictionary(group => group.Key, group => group.Select(row => row.Column).ToHashSet());
            if (!columns.ContainsKey(LiteLlmTables.Keys))
            {
                throw new ImportException($"--database-url: '{url.Database}' on {url.Host} is not a LiteLLM database: it has no table \"{LiteLlmTables.Keys}\".");
            }

            return new LiteLlmSource(connection, columns);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public bool Has(string table) => _columns.ContainsKey(table);

    public bool Has(string table, string column) => _columns.TryGetValue(table, out var columns) && columns.Contains(column);

    public async Task<long> CountAsync(string table, CancellationToken cancellationToken) =>
        Has(table) ? (await _connection.QueryAsync($"SELECT COUNT(*) FROM \"{table}\"", row => row.GetInt64(0), cancellationToken: cancellationToken))[0] : 0;

    /// <summary>Every row in the order of the table's key; only a page of them is held. Names are constants of the code.</summary>
    /// <param name="table">Nothing is read when there is no such table.</param>
    /// <param name="key">Its primary key.</param>
    /// <param name="columns">Null: all of them. Those that are missing are left out.</param>
    /// <param name="more">Further expressions, each with its name.</param>
    /// <param name="size">Rows a page.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async IAsyncEnumerable<List<LiteLlmRow>> PagesAsync(
        string table, string key, string[]? columns, IReadOnlyList<string> more, int size, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!Has(table, key))
        {
            yield break;
        }

        var selected = _columns[table].Where(column => columns is null || columns.Contains(column)).Order(StringComparer.Ordinal).Select(column => $"t.\"{column}\"").Concat(more);
        var list = string.Join(", ", selected);
        string? after = null;
        while (true)
        {
            var page = await QueryAsync(
                $"""
                SELECT row_to_json(x)::text FROM (
                    SELECT {list} FROM "{table}" t {(after is null ? "" : $"WHERE t.\"{key}\" > @after")} ORDER BY t."{key}" LIMIT @size) x
                """,
                p =>
                {
                    p.Add("size", size);
                    if (after is not null)
                    {
                        p.Add("after", after);
                    }
                },
                cancellationToken);
            if (page.Count > 0)
            {
                yield return page;
            }

            if (page.Count < size)
            {
                yield break;
            }

            after = page[^1].Node(key)!.GetValue<string>();
        }
    }

    /// <summary>A query whose only column is a row as JSON.</summary>
    public Task<List<LiteLlmRow>> QueryAsync(string sql, Action<SqlParameters> parameters, CancellationToken cancellationToken) => _connection.QueryAsync(
        sql, row => new LiteLlmRow(JsonNode.Parse(row.GetString(0))!.AsObject()), parameters, cancellationToken: cancellationToken);

    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
