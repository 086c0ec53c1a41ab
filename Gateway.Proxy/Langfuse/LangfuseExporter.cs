using System.Diagnostics;
using Gateway.Proxy.Configuration;
using Gateway.Proxy.Spend;
using OpenTelemetry;
using OpenTelemetry.Exporter;

namespace Gateway.Proxy.Langfuse;

/// <summary>Tells Langfuse of requests over OTLP, as LiteLLM does; on a thread of its own.</summary>
/// <param name="settings">Of the account.</param>
/// <param name="taken">Told how many requests wait no longer.</param>
/// <param name="failed">Told how many of them Langfuse did not take.</param>
/// <param name="logger">Where it is said once that it is away, and once that it is back.</param>
internal sealed partial class LangfuseExporter(LangfuseSettings settings, Action<int> taken, Action<long> failed, ILogger logger) : BaseExporter<SpendLog>
{
    private readonly OtlpTraceExporter _otlp = new(new OtlpExporterOptions
    {
        Endpoint = new Uri(settings.Endpoint),
        Protocol = OtlpExportProtocol.HttpProtobuf,
        Headers = $"Authorization=Basic {settings.Credentials}",
    });

    private bool _isAway;

    public override ExportResult Export(in Batch<SpendLog> batch)
    {
        List<Activity> spans = new((int)batch.Count);
        foreach (var log in batch)
        {
            spans.Add(LangfuseSpan.Of(log));
        }

        var result = _otlp.Export(new Batch<Activity>([.. spans], spans.Count));
        taken(spans.Count);
        if (result != ExportResult.Success)
        {
            failed(spans.Count);
        }

        Tell(isAway: result != ExportResult.Success);
        return result;
    }

    protected override bool OnShutdown(int timeoutMilliseconds) => _otlp.Shutdown(timeoutMilliseconds);

    protected override void Dispose(bool disposing)
    {
        _otlp.Dispose();
        base.Dispose(disposing);
    }

    private void Tell(bool isAway)
    {
        if (isAway == _isAway)
        {
            return;
        }

        _isAway = isAway;
        if (isAway)
        {
            LogAway(settings.Endpoint);
        }
        else
        {
            LogBack();
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Langfuse does not take what it is told at {Endpoint}: check LANGFUSE_HOST and the keys. Requests go on")]
    private partial void LogAway(string endpoint);

    [LoggerMessage(Level = LogLevel.Information, Message = "Langfuse is back")]
    private partial void LogBack();
}
