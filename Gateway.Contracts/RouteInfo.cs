namespace Gateway.Contracts;

/// <summary>One line of <c>GET /routes</c>.</summary>
/// <param name="Path">Route pattern.</param>
/// <param name="Methods">HTTP methods.</param>
/// <param name="Name">What it does.</param>
public sealed record RouteInfo(string Path, IReadOnlyList<string> Methods, string? Name);
