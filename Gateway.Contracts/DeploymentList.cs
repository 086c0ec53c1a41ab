namespace Gateway.Contracts;

/// <summary><c>GET /deployment/list</c>.</summary>
/// <param name="RoutingStrategy">As configured for the whole gateway.</param>
/// <param name="Fallbacks">Model group to those that follow when it fails.</param>
public sealed record DeploymentList(IReadOnlyList<DeploymentInfo> Data, string RoutingStrategy, IReadOnlyDictionary<string, IReadOnlyList<string>> Fallbacks);
