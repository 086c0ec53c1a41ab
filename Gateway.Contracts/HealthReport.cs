namespace Gateway.Contracts;

/// <summary><c>GET /health</c> with the master key: every deployment asked, by its server's own health endpoint, never by a generation.</summary>
public sealed record HealthReport(
    IReadOnlyList<EndpointHealth> HealthyEndpoints,
    IReadOnlyList<EndpointHealth> UnhealthyEndpoints,
    int HealthyCount,
    int UnhealthyCount)
{
    public required ConfigHealth Config { get; init; }
}
