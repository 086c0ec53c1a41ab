namespace Gateway.Contracts;

/// <summary><c>GET /health/readiness</c>; field names are LiteLLM's.</summary>
/// <param name="Status"><c>healthy</c>, or <c>draining</c> (503) after SIGTERM.</param>
/// <param name="Db"><c>connected</c> or <c>Not connected</c>.</param>
/// <param name="Cache">Kind of response cache; null: off.</param>
public sealed record ReadinessReport(string Status, string Db, string? Cache, string LitellmVersion, IReadOnlyList<string> SuccessCallbacks);
