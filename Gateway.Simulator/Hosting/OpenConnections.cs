using Microsoft.AspNetCore.Connections;

namespace Gateway.Simulator.Hosting;

/// <summary>The open connections of one engine, so that its death can end them.</summary>
internal sealed class OpenConnections
{
    private readonly Lock _gate = new();
    private readonly HashSet<ConnectionContext> _open = [];
    private bool _refusing;

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _open.Count;
            }
        }
    }

    /// <summary>False when the engine is down: the connection was accepted a moment too late.</summary>
    public bool TryAdd(ConnectionContext connection)
    {
        lock (_gate)
        {
            return !_refusing && _open.Add(connection);
        }
    }

    public void Remove(ConnectionContext connection)
    {
        lock (_gate)
        {
            _open.Remove(connection);
        }
    }

    public void ResetAll()
    {
        ConnectionContext[] open;
        lock (_gate)
        {
            _refusing = true;
            open = [.. _open];
        }

        foreach (var connection in open)
        {
            ConnectionReset.Reset(connection);
        }
    }

    public void Admit()
    {
        lock (_gate)
        {
            _refusing = false;
        }
    }
}
