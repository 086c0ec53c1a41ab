namespace Gateway.Contracts;

/// <summary><c>POST /deployment/test</c>: its server's health endpoint was asked; no tokens are spent.</summary>
/// <param name="Error">Null: it is healthy.</param>
public sealed record DeploymentTest(string Id, bool Healthy, string? Error, double LatencyMs);
