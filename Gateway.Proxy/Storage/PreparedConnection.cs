using System.Data.Common;

namespace Gateway.Proxy.Storage;

/// <summary>A connection that runs the same statements again and again: each is parsed and planned once, instead of twice a second.</summary>
/// <param name="connection">Closed with this.</param>
/// <param name="holdsSession">False: see <see cref="Database.HoldsSessions"/>; the statements are then sent as a whole each time.</param>
internal sealed class PreparedConnection(DbConnection connection, bool holdsSession) : IAsyncDisposable
{
    private readonly Dictionary<string, DbCommand> _commands = [];

    /// <summary>For everything else.</summary>
    public DbConnection Connection => connection;

    /// <summary>Gives the number of rows that it changed.</summary>
    public async Task<int> ExecuteAsync(string sql, DbTransaction transaction, CancellationToken cancellationToken) =>
        await (await PreparedAsync(sql, transaction, cancellationToken)).ExecuteNonQueryAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        foreach (var command in _commands.Values)
        {
            await command.DisposeAsync();
        }

        await connection.DisposeAsync();
    }

    private async Task<DbCommand> PreparedAsync(string sql, DbTransaction transaction, CancellationToken cancellationToken)
    {
        if (!_commands.TryGetValue(sql, out var command))
        {
            command = connection.Command(sql, transaction: transaction);
            _commands.Add(sql, command);
            if (holdsSession)
            {
                await command.PrepareAsync(cancellationToken);
            }
        }

        command.Transaction = transaction;
        return command;
    }
}
