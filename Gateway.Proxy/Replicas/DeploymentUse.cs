namespace Gateway.Proxy.Replicas;

/// <summary>What one replica says of one deployment.</summary>
/// <param name="Id">The deployment.</param>
/// <param name="InFlight">Requests that it has there now.</param>
/// <param name="Requests">Sent there since its last message.</param>
/// <param name="Tokens">Used there since its last message.</param>
internal readonly record struct DeploymentUse(string Id, int InFlight, long Requests, long Tokens);
