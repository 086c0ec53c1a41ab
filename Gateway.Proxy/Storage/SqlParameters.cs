using System.Data.Common;

namespace Gateway.Proxy.Storage;

/// <summary>Adds parameters to a command by name: <c>p.Add("key", hash)</c> for <c>@key</c>. Null becomes SQL's NULL.</summary>
internal readonly struct SqlParameters(DbCommand command)
{
    public void Add(string name, object? value)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = name;
        parameter.Value = value ?? DBNull.Value;
        command.Parameters.Add(parameter);
    }
}
