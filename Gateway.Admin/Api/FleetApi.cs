using Gateway.Contracts;

namespace Gateway.Admin.Api;

/// <summary>Model groups and their deployments.</summary>
internal sealed class FleetApi(GatewayCaller gateway)
{
    public Task<HealthReport> HealthAsync(CancellationToken cancellationToken) => gateway.GetAsync<HealthReport>("/health", cancellationToken);
}
