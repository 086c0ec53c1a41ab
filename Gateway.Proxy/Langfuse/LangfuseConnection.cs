using Gateway.Proxy.Configuration;
using Gateway.Proxy.Spend;
using OpenTelemetry;

namespace Gateway.Proxy.Langfuse;

/// <summary>
/// One account at Langfuse. Requests wait in a queue that is bounded, and are made into spans by the thread that sends them: whoever makes
/// a request waits for neither. Those that do not fit are counted, and not told.
/// </summary>
internal sealed class LangfuseConnection : IDisposable
{
    // A captured stream may be a quarter of a megabyte.
    private const int MostWaiting = 128;
    private const int MostAtOnce = 64;
    private const int EveryMilliseconds = 1_000;

    private readonly Action<long> _failed;
    private readonly Queue _queue;
    private int _waiting;

    /// <param name="settings">Of the account.</param>
    /// <param name="failed">Told how many requests were not told.</param>
    /// <param name="logger">Where it is said once that Langfuse is away, and once that it is back.</param>
    public LangfuseConnection(LangfuseSettings settings, Action<long> failed, ILogger logger)
    {
        (Settings, _failed) = (settings, failed);
        _queue = new Queue(new LangfuseExporter(settings, count => Interlocked.Add(ref _waiting, -count), failed, logger));
    }

    public LangfuseSettings Settings { get; }

    public void Send(SpendLog log)
    {
        if (Interlocked.Increment(ref _waiting) > MostWaiting)
        {
            Interlocked.Decrement(ref _waiting);
            _failed(1);
            return;
        }

        _queue.OnEnd(log);
    }

    public void Dispose()
    {
        _queue.Shutdown(5_000);
        _queue.Dispose();
    }

    private sealed class Queue(LangfuseExporter exporter) : BatchExportProcessor<SpendLog>(exporter, MostWaiting, EveryMilliseconds, maxExportBatchSize: MostAtOnce);
}
