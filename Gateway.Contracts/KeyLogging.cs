namespace Gateway.Contracts;

/// <summary>The callbacks that a key's <c>metadata.logging</c> names.</summary>
/// <param name="Callbacks">Their names.</param>
/// <param name="Status"><c>healthy</c> or <c>unhealthy</c>.</param>
/// <param name="Details">Why.</param>
public sealed record KeyLogging(IReadOnlyList<string> Callbacks, string Status, string? Details);
