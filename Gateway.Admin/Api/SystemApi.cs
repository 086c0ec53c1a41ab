using System.Text.Json;
using Gateway.Contracts;

namespace Gateway.Admin.Api;

/// <summary>The gateway itself: config, alerts, audit log.</summary>
internal sealed class SystemApi(GatewayCaller gateway)
{
    public Task<RunningConfig> ConfigAsync(CancellationToken cancellationToken) => gateway.GetAsync<RunningConfig>("/config/running", cancellationToken);

    public Task<RunningConfig> ReloadAsync(CancellationToken cancellationToken) => gateway.PostAsync<RunningConfig>("/config/reload", new { }, cancellationToken);

    public Task<ReadinessReport> ReadinessAsync(CancellationToken cancellationToken) => gateway.GetAsync<ReadinessReport>("/health/readiness", cancellationToken);

    public Task<AlertReport> AlertsAsync(CancellationToken cancellationToken) => gateway.GetAsync<AlertReport>("/alerts", cancellationToken);

    public Task TestAlertAsync(CancellationToken cancellationToken) => gateway.PostAsync<JsonElement>("/alerts/test", new { }, cancellationToken);

    public Task<AuditPage> AuditAsync(string? table, string? objectId, string? cursor, CancellationToken cancellationToken) => gateway.GetAsync<AuditPage>(
        new PathQuery("/audit").Add("table_name", table).Add("object_id", objectId).Add("cursor", cursor).Add("page_size", 25).ToString(), cancellationToken);
}
