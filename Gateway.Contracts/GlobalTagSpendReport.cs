namespace Gateway.Contracts;

/// <summary><c>GET /global/spend/tags</c>.</summary>
public sealed record GlobalTagSpendReport(IReadOnlyList<GlobalTagSpend> SpendPerTag);
