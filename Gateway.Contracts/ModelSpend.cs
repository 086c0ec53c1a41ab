namespace Gateway.Contracts;

/// <summary>A model in <c>GET /global/spend/models</c>.</summary>
public sealed record ModelSpend(string Model, double TotalSpend, long ApiRequests, long TotalTokens);
