namespace Gateway.Contracts;

/// <summary>A day's sums by name.</summary>
/// <param name="Entities">Users, teams or tags: whichever the report is of.</param>
/// <param name="Endpoints">By call type.</param>
public sealed record SpendBreakdown(
    IReadOnlyDictionary<string, MetricsWithMetadata> Models,
    IReadOnlyDictionary<string, MetricsWithMetadata> ModelGroups,
    IReadOnlyDictionary<string, MetricsWithMetadata> Providers,
    IReadOnlyDictionary<string, MetricsWithMetadata> ApiKeys,
    IReadOnlyDictionary<string, MetricsWithMetadata> Entities,
    IReadOnlyDictionary<string, MetricsWithMetadata> Endpoints);
