using Gateway.Proxy.Storage;

namespace Gateway.Proxy.Management;

/// <summary>A WHERE clause of columns that must have given values. Columns are constants of the code; values are parameters.</summary>
internal sealed class SqlFilter(params string[] conditions)
{
    private readonly List<string> _conditions = [.. conditions];
    private readonly List<(string Name, object Value)> _values = [];

    public string Where => _conditions.Count == 0 ? "" : "WHERE " + string.Join(" AND ", _conditions);

    /// <summary>Null: no such condition.</summary>
    public void Equal(string column, string? value, string? parameter = null)
    {
        if (value is not null)
        {
            _conditions.Add($"{column} = @{parameter ?? column}");
            _values.Add((parameter ?? column, value));
        }
    }

    /// <summary>The column must be among what <paramref name="select"/> gives for the values, which it names as here.</summary>
    public void In(string column, string select, params ReadOnlySpan<(string Name, string Value)> values)
    {
        _conditions.Add($"{column} IN ({select})");
        foreach (var (name, value) in values)
        {
            _values.Add((name, value));
        }
    }

    /// <summary>A condition whose parameters the caller binds.</summary>
    public void Add(string condition) => _conditions.Add(condition);

    /// <summary>One of the columns must contain the text, whatever its case; null: no such condition.</summary>
    public void Contains(string? text, params ReadOnlySpan<string> columns)
    {
        if (text is null)
        {
            return;
        }

        var likes = new List<string>(columns.Length);
        foreach (var column in columns)
        {
            likes.Add($"LOWER({column}) LIKE @search ESCAPE '\\'");
        }

        _conditions.Add($"({string.Join(" OR ", likes)})");
        var pattern = text.ToLowerInvariant().Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal);
        _values.Add(("search", $"%{pattern}%"));
    }

    public void Bind(SqlParameters parameters)
    {
        foreach (var (name, value) in _values)
        {
            parameters.Add(name, value);
        }
    }
}
