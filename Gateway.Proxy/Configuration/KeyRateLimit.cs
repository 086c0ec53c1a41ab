namespace Gateway.Proxy.Configuration;

/// <summary>Limits of one key of <c>general_settings.rate_limit_config</c>; null: unlimited.</summary>
internal sealed record KeyRateLimit(int? Rpm, int? Tpm, int? MaxParallelRequests = null);
