using System.Diagnostics;
using System.Net.Sockets;

namespace Gateway.Bench.Load;

/// <summary>A number of connections, each asking again as soon as it has its answer, for some seconds.</summary>
internal sealed class ClosedLoop(LoadCommand command)
{
    // More than these and the figures mean nothing: stop at once and say why.
    private const int MostErrors = 20;

    // The role event is the first; the second carries the first content.
    private const int FirstContentEvent = 2;

    private readonly Histogram _latency = new();
    private readonly Histogram _firstChunk = new();
    private readonly AnswerCheck _check = new(command.Chunks);
    private readonly byte[][] _requests = [.. command.Callers.Select(caller => RequestBytes.Chat(caller, command.Port, command.Chunks, command.IntervalMs))];
    private long _requestCount;
    private long _eventCount;
    private long _errorCount;
    private string? _firstError;
    private long _deadline;

    public async Task<LoadResult> RunAsync()
    {
        var start = Stopwatch.GetTimestamp();
        _deadline = start + (long)(command.Seconds * Stopwatch.Frequency);
        await Task.WhenAll(Enumerable.Range(0, command.Connections).Select(RunConnectionAsync));
        return new LoadResult
        {
            Seconds = Stopwatch.GetElapsedTime(start).TotalSeconds,
            Requests = _requestCount,
            Events = _eventCount,
            Errors = _errorCount,
            FirstError = _firstError,
            Latency = _latency.Summary(),
            FirstChunk = _firstChunk.Summary(),
        };
    }

    private bool GoesOn() =>
        (Stopwatch.GetTimestamp() < _deadline || Volatile.Read(ref _requestCount) < command.LeastRequests)
        && Volatile.Read(ref _errorCount) < MostErrors;

    private async Task RunConnectionAsync(int index)
    {
        // Paced streams that began together would end and begin together for ever: spread them over one stream's length.
        if (command.IntervalMs > 0)
        {
            var length = TimeSpan.FromMilliseconds((double)command.Chunks * command.IntervalMs);
            await Task.Delay(length * index / command.Connections, TimeProvider.System);
        }

        var next = index;
        while (GoesOn())
        {
            using var connection = new Connection();
            try
            {
                await connection.OpenAsync(command.Port);
                while (GoesOn())
                {
                    await PauseAsync(next);
                    await AskAsync(connection, _requests[next++ % _requests.Length]);
                }
            }
            catch (Exception exception) when (exception is IOException or SocketException)
            {
                Fault(exception.Message);
            }
        }
    }

    // A paced stream ends on a tick of the upstream's timers, with others. Asking again at once would make all of them start
    // together and wait for each other; up to one interval later they start like strangers.
    private async ValueTask PauseAsync(int request)
    {
        if (command.IntervalMs > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(request * 31 % (command.IntervalMs + 1)), TimeProvider.System);
        }
    }

    private async ValueTask AskAsync(Connection connection, byte[] request)
    {
        var start = Stopwatch.GetTimestamp();
        await connection.SendAsync(request);
        var content = false;
        bool complete;
        do
        {
            complete = await connection.ReadAsync();
            if (!content && connection.Answer.Events >= FirstContentEvent)
            {
                content = true;
                _firstChunk.Record(Stopwatch.GetTimestamp() - start);
            }
        }
        while (!complete);

        if (_check.Fault(connection.Answer) is { } fault)
        {
            Fault(fault);
            return;
        }

        _latency.Record(Stopwatch.GetTimestamp() - start);
        Interlocked.Increment(ref _requestCount);
        Interlocked.Add(ref _eventCount, connection.Answer.Events);
    }

    private void Fault(string what)
    {
        Interlocked.Increment(ref _errorCount);
        Interlocked.CompareExchange(ref _firstError, what, null);
    }
}
