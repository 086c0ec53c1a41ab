namespace Gateway.Contracts;

/// <summary>How the config file fares, in <see cref="HealthReport"/>.</summary>
/// <param name="ReloadFailures">Edits that could not be used since the start.</param>
/// <param name="LastReloadAt">The last edit that was seen; null: none since the start.</param>
/// <param name="LastReloadError">Why the last edit is not in force; null when it is.</param>
public sealed record ConfigHealth(long ReloadFailures, DateTimeOffset? LastReloadAt, string? LastReloadError);
