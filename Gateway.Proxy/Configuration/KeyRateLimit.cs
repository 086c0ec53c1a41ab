namespace Gateway.Proxy.Configuration;

/// <summary>One key of <c>general_settings.rate_limit_config</c>.</summary>
/// <param name="Rpm">Requests a minute; null: unlimited, as the next two.</param>
/// <param name="Tpm">Tokens a minute.</param>
/// <param name="MaxParallelRequests">Requests at once.</param>
/// <param name="Priority">Its name in <see cref="PriorityReservation"/>; null: none.</param>
internal sealed record KeyRateLimit(int? Rpm, int? Tpm, int? MaxParallelRequests = null, string? Priority = null);
