namespace Gateway.Contracts;

/// <summary>A provider in <c>GET /global/spend/provider</c>; <c>Unassigned</c> for requests that reached none.</summary>
public sealed record ProviderSpend(string Provider, double Spend);
