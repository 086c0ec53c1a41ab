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

    public void Bind(SqlParameters parameters)
    {
        foreach (var (name, value) in _values)
        {
            parameters.Add(name, value);
        }
    }
}
