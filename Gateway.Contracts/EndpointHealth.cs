namespace Gateway.Contracts;

/// <summary>One deployment in <see cref="HealthReport"/>.</summary>
/// <param name="Model"><c>provider/model</c> as configured.</param>
/// <param name="ModelGroup">The name that clients send.</param>
/// <param name="ModelId">The deployment's id.</param>
/// <param name="ApiBase">Where it stands.</param>
/// <param name="InFlight">Requests that this gateway has sent and that have not ended.</param>
/// <param name="CooldownSeconds">What is left of its cooldown; 0: none.</param>
/// <param name="LatencyMs">How long the health endpoint took.</param>
/// <param name="Error">Why it is unhealthy; null when it is not.</param>
public sealed record EndpointHealth(
    string Model, string ModelGroup, string ModelId, string ApiBase, int InFlight, double CooldownSeconds, double LatencyMs, string? Error);
