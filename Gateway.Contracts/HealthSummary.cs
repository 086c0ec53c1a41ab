namespace Gateway.Contracts;

/// <summary><c>GET /health</c> without the master key: what is known without asking anybody.</summary>
/// <param name="Status"><c>healthy</c>; <c>degraded</c> when a deployment is cooling down; <c>unhealthy</c> when some model has none left.</param>
/// <param name="Models">Model groups.</param>
/// <param name="Deployments">Deployments of all groups.</param>
/// <param name="CoolingDown">Deployments out of the routing now.</param>
public sealed record HealthSummary(string Status, int Models, int Deployments, int CoolingDown);
