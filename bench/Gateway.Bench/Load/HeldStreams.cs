using System.Net.Sockets;

namespace Gateway.Bench.Load;

/// <summary>Many streams that are opened, read as they trickle in, and left open until they are released.</summary>
internal sealed class HeldStreams(LoadCommand command)
{
    private const int FirstContentEvent = 2;

    private readonly CancellationTokenSource _release = new();
    private readonly List<Task> _streams = [];
    private readonly List<Connection> _connections = [];
    private long _open;
    private long _errors;
    private string? _firstError;

    /// <summary>Opens them one after another, since a listen backlog is not what is measured.</summary>
    public async Task<LoadResult> OpenAsync()
    {
        for (var i = 0; i < command.Connections; i++)
        {
            var connection = new Connection();
            _connections.Add(connection);
            await connection.OpenAsync(command.Port);
            var caller = command.Callers[i % command.Callers.Count];
            await connection.SendAsync(RequestBytes.Chat(caller, command.Port, command.Chunks, command.IntervalMs));
            while (connection.Answer.Events < FirstContentEvent)
            {
                if (await connection.ReadAsync())
                {
                    throw new IOException($"a stream ended at once: {connection.Answer.Head}");
                }
            }

            _open++;
            _streams.Add(ReadOnAsync(connection));
        }

        return Result();
    }

    public async Task<LoadResult> ReleaseAsync()
    {
        await _release.CancelAsync();
        await Task.WhenAll(_streams);
        var result = Result();
        _connections.ForEach(connection => connection.Dispose());
        return result;
    }

    private async Task ReadOnAsync(Connection connection)
    {
        try
        {
            while (!await connection.ReadAsync(_release.Token))
            {
            }

            Lose("a stream ended before it was released");
        }
        catch (OperationCanceledException)
        {
            // Released.
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            Lose(exception.Message);
        }
    }

    private void Lose(string why)
    {
        Interlocked.Decrement(ref _open);
        Interlocked.Increment(ref _errors);
        Interlocked.CompareExchange(ref _firstError, why, null);
    }

    private LoadResult Result() => new()
    {
        Requests = Volatile.Read(ref _open),
        Errors = Volatile.Read(ref _errors),
        FirstError = _firstError,
        Events = _connections.Sum(connection => (long)connection.Answer.Events),
    };
}
