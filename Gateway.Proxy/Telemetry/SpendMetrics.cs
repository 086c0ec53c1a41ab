using Gateway.Proxy.Spend;
using Gateway.Proxy.Telemetry.Exposition;

namespace Gateway.Proxy.Telemetry;

/// <summary>Whether spend logs reach the database, and what waits for it.</summary>
internal sealed class SpendMetrics(SpendStats stats) : IMetricFamily
{
    private static readonly MetricInfo s_up = new("gateway_database_up", "gauge", "1: the database takes spend logs, 0: it does not answer, and they wait in the journal.");

    private static readonly MetricInfo s_bytes = new("gateway_spend_journal_bytes", "gauge", "Bytes of spend logs on disk that the database has not got yet.");

    // LiteLLM's name (litellm-compat section 14).
    private static readonly MetricInfo s_waiting = new(
        "litellm_in_memory_spend_update_queue_size", "gauge", "Spend logs of this run that the database has not got yet; they are on disk.");

    private static readonly MetricInfo s_stored = new("gateway_spend_logs_stored_total", "counter", "Spend logs that were stored.");

    private static readonly MetricInfo s_rejected = new("gateway_spend_logs_rejected_total", "counter", "Spend logs that the database would not take; they are kept in files.");

    private static readonly MetricInfo s_lost = new("gateway_spend_logs_lost_total", "counter", "Spend logs that neither disk nor memory could take.");

    public ValueTask WriteAsync(ExpositionWriter writer, CancellationToken cancellationToken)
    {
        writer.One(s_up, stats.IsConnected ? 1 : 0);
        writer.One(s_bytes, stats.JournalBytes);

        // What an earlier run has left is stored by this one, too.
        writer.One(s_waiting, Math.Max(0, stats.Recorded - stats.Written - stats.Repeated - stats.Rejected - stats.Lost));
        writer.One(s_stored, stats.Written);
        writer.One(s_rejected, stats.Rejected);
        writer.One(s_lost, stats.Lost);
        return default;
    }
}
