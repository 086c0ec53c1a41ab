using System.Data.Common;
using System.Text.Json.Nodes;
using Gateway.Proxy.Storage;

namespace Gateway.Proxy.Management;

/// <summary>Lists by the page: <c>page</c> counts from 1.</summary>
internal static class TablePages
{
    /// <summary>The rows of one page, and how many there are on all pages.</summary>
    /// <param name="table">Whose rows.</param>
    /// <param name="connection">Where to ask.</param>
    /// <param name="filter">Which of them.</param>
    /// <param name="order">What follows <c>ORDER BY</c>: a constant of the code, or checked against one.</param>
    /// <param name="page">Which page.</param>
    /// <param name="size">Rows a page.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<(List<T> Rows, long Total)> PageAsync<T>(
        this Table<T> table, DbConnection connection, SqlFilter filter, string order, int page, int size, CancellationToken cancellationToken) where T : class, new()
    {
        var total = (await connection.QueryAsync($"SELECT COUNT(*) FROM {table.Name} {filter.Where}", row => row.GetInt64(0), filter.Bind, cancellationToken: cancellationToken))[0];
        var rows = await table.ListAsync(
            connection,
            $"{filter.Where} ORDER BY {order} LIMIT @size OFFSET @skip",
            p =>
            {
                filter.Bind(p);
                p.Add("size", size);
                p.Add("skip", (page - 1L) * size);
            },
            null,
            cancellationToken);
        return (rows, total);
    }

    /// <summary><c>{"teams": […], "total": 5, "page": 1, "page_size": 2, "total_pages": 3}</c></summary>
    public static JsonObject Answer(string name, IEnumerable<JsonNode> rows, long total, int page, int size) => new()
    {
        [name] = new JsonArray([.. rows]),
        ["total"] = total,
        ["page"] = page,
        ["page_size"] = size,
        ["total_pages"] = (total + size - 1) / size,
    };
}
