namespace Gateway.Proxy.Routing;

/// <summary>What a strategy may know of a request.</summary>
/// <param name="Group">The group's name.</param>
/// <param name="Prompt">The raw JSON of <c>messages</c> or <c>prompt</c>; empty where there is none.</param>
internal readonly record struct RoutingRequest(string Group, ReadOnlyMemory<byte> Prompt);
