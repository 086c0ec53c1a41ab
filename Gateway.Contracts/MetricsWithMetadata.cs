namespace Gateway.Contracts;

/// <summary>One name of a <see cref="SpendBreakdown"/>.</summary>
/// <param name="Metadata">What else is known: <c>key_alias</c> and <c>team_id</c> of a key, <c>team_alias</c> of a team.</param>
public sealed record MetricsWithMetadata(SpendMetrics Metrics, IReadOnlyDictionary<string, string> Metadata);
