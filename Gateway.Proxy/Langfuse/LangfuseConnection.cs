using System.Diagnostics;
using Gateway.Proxy.Configuration;
using Gateway.Proxy.Spend;
using OpenTelemetry;
using OpenTelemetry.Exporter;

namespace Gateway.Proxy.Langfuse;

/// <summary>
/// One account at Langfuse, over OTLP as LiteLLM speaks with it. Spans wait in a queue that is bounded, and whoever makes a request never
/// waits for them; those that do not fit are dropped.
/// </summary>
internal sealed partial class LangfuseConnection : IDisposable
{
    // With texts of 16 KB each way this is 32 MB at the most.
    private const int MostWaiting = 512;
    private const int MostAtOnce = 64;
    private const int EveryMilliseconds = 1_000;

    private readonly BatchActivityExportProcessor _queue;

    /// <param name="settings">Of the account.</param>
    /// <param name="failed">Told how many spans were not taken.</param>
    /// <param name="logger">Where it is said once that they are not, and once that they are again.</param>
    public LangfuseConnection(LangfuseSettings settings, Action<long> failed, ILogger logger)
    {
        Settings = settings;
        var otlp = new OtlpTraceExporter(new OtlpExporterOptions
        {
            Endpoint = new Uri(settings.Endpoint),
            Protocol = OtlpExportProtocol.HttpProtobuf,
            Headers = $"Authorization=Basic {settings.Credentials}",
        });
        _queue = new BatchActivityExportProcessor(new Watched(otlp, settings.Endpoint, failed, logger), MostWaiting, EveryMilliseconds, maxExportBatchSize: MostAtOnce);
    }

    public LangfuseSettings Settings { get; }

    public void Send(SpendLog log) => _queue.OnEnd(LangfuseSpan.Of(log));

    public void Dispose()
    {
        _queue.Shutdown(5_000);
        _queue.Dispose();
    }

    private sealed partial class Watched(OtlpTraceExporter otlp, string endpoint, Action<long> failed, ILogger logger) : BaseExporter<Activity>
    {
        private bool _isAway;

        public override ExportResult Export(in Batch<Activity> batch)
        {
            var result = otlp.Export(batch);
            if (result != ExportResult.Success)
            {
                failed(batch.Count);
            }

            if (_isAway != (result != ExportResult.Success))
            {
                _isAway = !_isAway;
                if (_isAway)
                {
                    LogAway(logger, endpoint);
                }
                else
                {
                    LogBack(logger);
                }
            }

            return result;
        }

        protected override bool OnShutdown(int timeoutMilliseconds) => otlp.Shutdown(timeoutMilliseconds);

        protected override void Dispose(bool disposing)
        {
            otlp.Dispose();
            base.Dispose(disposing);
        }

        [LoggerMessage(Level = LogLevel.Warning, Message = "Langfuse does not take what it is told at {Endpoint}: check LANGFUSE_HOST and the keys. Requests go on")]
        private static partial void LogAway(ILogger logger, string endpoint);

        [LoggerMessage(Level = LogLevel.Information, Message = "Langfuse is back")]
        private static partial void LogBack(ILogger logger);
    }
}
