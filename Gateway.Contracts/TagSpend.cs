namespace Gateway.Contracts;

/// <summary>A tag's spend, in <c>GET /spend/tags</c>. A request with two tags counts under both.</summary>
public sealed record TagSpend(string IndividualRequestTag, long LogCount, double TotalSpend);
