using System.Data.Common;
using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Gateway.Proxy.Storage;

/// <summary>
/// One prepared statement for many rows, its values bound by position. ADO.NET looks every parameter up by its name for every row,
/// which for thirty columns costs more than the insert itself.
/// </summary>
internal sealed class SqliteRowWriter : IDisposable
{
    // As Microsoft.Data.Sqlite writes and reads a DateTimeOffset.
    private const string TimeFormat = @"yyyy\-MM\-dd HH\:mm\:ss.FFFFFFFzzz";

    private const int LongestTime = 64;
    private const int LongestOnStack = 512;

    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;

    /// <param name="connection">To SQLite; its transaction holds for the rows too.</param>
    /// <param name="sql">With a <c>?</c> for each value.</param>
    public SqliteRowWriter(DbConnection connection, string sql)
    {
        _database = ((SqliteConnection)connection).Handle!;
        SqliteException.ThrowExceptionForRC(raw.sqlite3_prepare_v2(_database, sql, out _statement), _database);
    }

    public void Write(IEnumerable<object?> values)
    {
        var position = 1;
        foreach (var value in values)
        {
            SqliteException.ThrowExceptionForRC(Bind(position++, value), _database);
        }

        var result = raw.sqlite3_step(_statement);
        raw.sqlite3_reset(_statement);
        if (result != raw.SQLITE_DONE)
        {
            SqliteException.ThrowExceptionForRC(result, _database);
        }
    }

    public void Dispose() => _statement.Dispose();

    private int Bind(int position, object? value) => value switch
    {
        null => raw.sqlite3_bind_null(_statement, position),
        string text => BindText(position, text),
        int number => raw.sqlite3_bind_int64(_statement, position, number),
        long number => raw.sqlite3_bind_int64(_statement, position, number),
        bool flag => raw.sqlite3_bind_int64(_statement, position, flag ? 1 : 0),
        double number => raw.sqlite3_bind_double(_statement, position, number),
        DateTimeOffset time => BindTime(position, time),
        _ => throw new ArgumentException($"No column holds a {value.GetType()}.", nameof(value)),
    };

    // SQLite copies what it is given, so nothing has to be allocated for it.
    private int BindText(int position, string text)
    {
        Span<byte> bytes = stackalloc byte[LongestOnStack];

        // No bytes at all would be taken for NULL.
        return Encoding.UTF8.TryGetBytes(text, bytes, out var length) && length > 0
            ? raw.sqlite3_bind_text(_statement, position, bytes[..length])
            : raw.sqlite3_bind_text(_statement, position, text);
    }

    private int BindTime(int position, DateTimeOffset time)
    {
        Span<byte> bytes = stackalloc byte[LongestTime];
        time.TryFormat(bytes, out var length, TimeFormat, CultureInfo.InvariantCulture);
        return raw.sqlite3_bind_text(_statement, position, bytes[..length]);
    }
}
