using Gateway.Proxy.Telemetry.Exposition;
using StackExchange.Redis;

namespace Gateway.Proxy.Redis;

/// <summary>
/// Redis as the gateway uses it: helpful, never needed. A command that takes longer than a few milliseconds, or fails, counts
/// as "not there"; after a few of those a breaker keeps requests from waiting at all, and lets one through now and then
/// to see whether Redis is back.
/// </summary>
internal sealed partial class RedisLink(Func<IConnectionMultiplexer>? connect, RedisTiming timing, TimeProvider time, ILogger<RedisLink> logger) : IHostedService
{
    private const int FailuresToOpen = 5;

    /// <summary>Of what the client says, which goes on with the state of its queues.</summary>
    private const int LongestReason = 160;

    private readonly Lock _connecting = new();
    private Task<IConnectionMultiplexer>? _connection;
    private int _failures;
    private long _allFailures;
    private long _openedAt;

    public bool IsConfigured => connect is not null;

    /// <summary>Requests do without Redis at the moment.</summary>
    public bool IsOpen => Volatile.Read(ref _failures) >= FailuresToOpen;

    /// <summary>Commands that failed or took too long, since the start.</summary>
    public long Failures => Interlocked.Read(ref _allFailures);

    /// <summary>How long the commands took that were answered in time.</summary>
    public Histogram Latency { get; } = new(Buckets.FineLatency);

    /// <summary>Begins to connect, so that the first request finds the connection made; does not wait for it.</summary>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (connect is not null)
        {
            _ = Connection();
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The result, or <paramref name="otherwise"/> when Redis is not there.</summary>
    public async ValueTask<T> TryAsync<T>(Func<IDatabase, Task<T>> command, T otherwise)
    {
        if (!MayTry())
        {
            return otherwise;
        }

        var start = time.GetTimestamp();
        try
        {
            var connection = await Connection().WaitAsync(timing.CommandLimit, time);
            var result = await command(connection.GetDatabase()).WaitAsync(timing.CommandLimit, time);
            Succeeded();
            Latency.Observe(time.GetElapsedTime(start));
            return result;
        }
        catch (Exception exception) when (IsRedis(exception))
        {
            Failed(exception);
            return otherwise;
        }
    }

    /// <summary>For the operator's own commands: no breaker, a generous limit, and the failure's text.</summary>
    public async Task<(T? Result, string? Error)> AskAsync<T>(Func<IConnectionMultiplexer, Task<T>> command)
    {
        try
        {
            var connection = await Connection().WaitAsync(TimeSpan.FromSeconds(2), time);
            return (await command(connection).WaitAsync(TimeSpan.FromSeconds(2), time), null);
        }
        catch (Exception exception) when (IsRedis(exception))
        {
            return (default, exception.Message);
        }
    }

    // The client refuses some commands before it sends them, and that with an exception outside of its own family: a write while a
    // primary has just become a replica is one.
    private static bool IsRedis(Exception exception) => exception is RedisException or RedisCommandException or TimeoutException or ObjectDisposedException;

    // Connecting to a server that is away blocks for seconds: it is done aside, once.
    private Task<IConnectionMultiplexer> Connection()
    {
        lock (_connecting)
        {
            if (_connection is null or { IsFaulted: true })
            {
                _connection = Task.Run(connect!);
            }

            return _connection;
        }
    }

    private bool MayTry()
    {
        if (connect is null)
        {
            return false;
        }

        if (!IsOpen)
        {
            return true;
        }

        var openedAt = Volatile.Read(ref _openedAt);
        return time.GetElapsedTime(openedAt) >= timing.OpenTime
            && Interlocked.CompareExchange(ref _openedAt, time.GetTimestamp(), openedAt) == openedAt;
    }

    private void Succeeded()
    {
        if (Volatile.Read(ref _failures) != 0 && Interlocked.Exchange(ref _failures, 0) >= FailuresToOpen)
        {
            LogBack();
        }
    }

    private void Failed(Exception exception)
    {
        Interlocked.Increment(ref _allFailures);
        if (Interlocked.Increment(ref _failures) == FailuresToOpen)
        {
            Volatile.Write(ref _openedAt, time.GetTimestamp());
            LogAway(exception.Message);
            _ = ExplainAsync();
        }
    }

    // Requests have only run out of time. The client itself waits longer and then knows why: a refused connection, a wrong password.
    private async Task ExplainAsync()
    {
        try
        {
            var connection = await Connection();
            await connection.GetDatabase().PingAsync();
        }
        catch (ObjectDisposedException)
        {
            // The gateway stops.
        }
        catch (Exception exception) when (IsRedis(exception))
        {
            var reason = exception.InnerException?.Message ?? exception.Message;
            LogReason(reason.Length <= LongestReason ? reason : reason[..LongestReason] + "…");
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Redis is not answering ({Problem}): the gateway goes on without it and looks again every two seconds")]
    private partial void LogAway(string problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Redis cannot be reached: {Reason}")]
    private partial void LogReason(string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Redis is back")]
    private partial void LogBack();
}
