using System.Collections.Concurrent;
using System.Data.Common;

namespace Gateway.Proxy.Batches;

/// <summary>Takes up batches that wait, of this process or of one that was stopped, and works on a few at a time.</summary>
internal sealed partial class BatchRunner(BatchStore store, BatchWork work, TimeProvider time, ILogger<BatchRunner> logger) : BackgroundService
{
    private const int AtOnce = 4;

    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, CancellationTokenSource> _running = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _wake = new(0, 1);
    private readonly string _owner = Guid.NewGuid().ToString("N");
    private bool _isAway;

    /// <summary>There is a new batch.</summary>
    public void Wake()
    {
        if (_wake.CurrentCount == 0)
        {
            _wake.Release();
        }
    }

    /// <summary>Stops it here, if it runs here; elsewhere its process sees it in the database.</summary>
    public void Cancel(string id)
    {
        if (_running.TryGetValue(id, out var cancel))
        {
            cancel.Cancel();
        }
        else
        {
            Wake();
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var tasks = new List<Task>();
        try
        {
            while (true)
            {
                tasks.RemoveAll(task => task.IsCompleted);
                tasks.AddRange(await TakeUpAsync(AtOnce - tasks.Count, stoppingToken));
                await WaitAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await Task.WhenAll(tasks);
        }
    }

    // The interval runs on the gateway's clock, a wake-up ends it early.
    private async Task WaitAsync(CancellationToken stoppingToken)
    {
        using var limit = new CancellationTokenSource(s_interval, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, limit.Token);
        try
        {
            await _wake.WaitAsync(linked.Token);
        }
        catch (OperationCanceledException) when (!stoppingToken.IsCancellationRequested)
        {
            // Time to look again.
        }
    }

    private async Task<List<Task>> TakeUpAsync(int places, CancellationToken stoppingToken)
    {
        var taken = new List<Task>();
        try
        {
            foreach (var (batch, keyHash) in await store.WaitingAsync(stoppingToken))
            {
                if (taken.Count < places && !_running.ContainsKey(batch.Id) && work.CanDo(batch) && await store.TryLeaseAsync(batch.Id, _owner, stoppingToken))
                {
                    taken.Add(RunAsync(batch, keyHash, stoppingToken));
                }
            }

            _isAway = false;
        }
        catch (Exception exception) when (exception is DbException or System.Net.Sockets.SocketException or TimeoutException)
        {
            // Said once, not every few seconds.
            if (!_isAway)
            {
                LogDatabaseAway(exception.Message);
            }

            _isAway = true;
        }

        return taken;
    }

    private async Task RunAsync(Batch batch, string keyHash, CancellationToken stoppingToken)
    {
        using var cancel = new CancellationTokenSource();
        _running[batch.Id] = cancel;
        try
        {
            await Task.Yield();
            await work.DoAsync(batch, keyHash, _owner, cancel.Token, stoppingToken);
        }
        catch (OperationCanceledException)
        {
            // The gateway stops; the batch is gone on with after the next start.
        }
        catch (Exception exception)
        {
            LogFailed(exception, batch.Id);
        }
        finally
        {
            _running.TryRemove(batch.Id, out _);
            await ReleaseAsync(batch.Id);
        }
    }

    private async Task ReleaseAsync(string id)
    {
        try
        {
            await store.ReleaseAsync(id, _owner);
        }
        catch (Exception exception) when (exception is DbException or System.Net.Sockets.SocketException or TimeoutException)
        {
            LogDatabaseAway(exception.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Batch {Id} stopped inside the gateway; it is taken up again")]
    private partial void LogFailed(Exception exception, string id);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Batches wait for the database: {Problem}")]
    private partial void LogDatabaseAway(string problem);
}
