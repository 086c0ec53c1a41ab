namespace Gateway.Proxy.Spend.Reports;

/// <summary>What is known of a key beside its hash.</summary>
internal sealed record KeyNames(string? Alias, string? Name, string? UserId, string? TeamId);
