using Gateway.Proxy.Budgets;
using Gateway.Proxy.Storage;

namespace Gateway.Proxy.Keys;

/// <summary>Keeps the <see cref="KeyDirectory"/> current in the background; the database may be away at any time, the start included.</summary>
internal sealed partial class KeyDirectoryService(KeyDirectoryLoader loader, BudgetResets resets, Database database, TimeProvider time, ILogger<KeyDirectoryService> logger) : BackgroundService
{
    private const int PollsARefresh = 5;

    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(2);

    // An embedded database is a local file: it answers within milliseconds, and then no request comes too early.
    private static readonly TimeSpan s_embeddedStart = TimeSpan.FromSeconds(2);

    private bool _away;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        if (database.Dialect == SqlDialect.Sqlite)
        {
            // On another thread: SQLite's asynchronous calls are not.
            await Task.WhenAny(Task.Run(() => TickAsync(refreshes: false, cancellationToken), cancellationToken), Task.Delay(s_embeddedStart, TimeProvider.System, cancellationToken));
        }

        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        for (var i = 1; !stoppingToken.IsCancellationRequested; i++)
        {
            await TickAsync(refreshes: i % PollsARefresh == 0, stoppingToken);
            try
            {
                await Task.Delay(s_interval, time, stoppingToken);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task TickAsync(bool refreshes, CancellationToken cancellationToken)
    {
        try
        {
            await loader.PollAsync(cancellationToken);
            await resets.RunAsync(cancellationToken);
            if (refreshes)
            {
                await loader.RefreshSpendAsync(cancellationToken);
            }

            if (_away)
            {
                _away = false;
                LogBack();
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Stopping.
        }
        catch (Exception exception)
        {
            // One line when it goes, one when it is back: not one every two seconds.
            if (!_away)
            {
                _away = true;
                LogAway(exception.Message);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The database of keys cannot be read ({Problem}): keys known so far go on, others get 503 until it is back")]
    private partial void LogAway(string problem);

    [LoggerMessage(Level = LogLevel.Information, Message = "The database of keys can be read again")]
    private partial void LogBack();
}
