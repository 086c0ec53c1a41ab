using System.Net;
using Microsoft.AspNetCore.Connections;

namespace Gateway.Simulator.Hosting;

/// <summary>
/// A listener that Kestrel believes to be always there. Suspended, its socket is closed, so that connecting is refused;
/// resumed, it listens on the same port again.
/// </summary>
internal sealed class SwitchableListener(IConnectionListenerFactory sockets, IConnectionListener first) : IConnectionListener
{
    private readonly List<IConnectionListener> _suspended = [];
    private volatile IConnectionListener? _current = first;
    private volatile TaskCompletionSource _resumed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _unbound;

    public EndPoint EndPoint { get; } = first.EndPoint;

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (!_unbound)
        {
            if (_current is not { } current)
            {
                // Read after _current, as SuspendAsync writes it before: it is the one that the next resume completes.
                await _resumed.Task.WaitAsync(cancellationToken);
                continue;
            }

            if (await current.AcceptAsync(cancellationToken) is { } connection)
            {
                return connection;
            }
        }

        return null;
    }

    public async Task SuspendAsync()
    {
        if (_current is not { } current)
        {
            return;
        }

        _resumed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _current = null;
        await current.UnbindAsync();

        // Not disposed yet: connections that it accepted still return memory to its pool.
        _suspended.Add(current);
    }

    public async Task ResumeAsync()
    {
        if (_current is null)
        {
            _current = await sockets.BindAsync(EndPoint);
            _resumed.TrySetResult();
        }
    }

    public async ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        _unbound = true;
        _resumed.TrySetResult();
        if (_current is { } current)
        {
            await current.UnbindAsync(cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_current is { } current)
        {
            await current.DisposeAsync();
        }

        foreach (var listener in _suspended)
        {
            await listener.DisposeAsync();
        }
    }
}
