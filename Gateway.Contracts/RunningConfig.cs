namespace Gateway.Contracts;

/// <summary><c>GET /config/running</c>.</summary>
/// <param name="File">Null: the gateway runs without a file.</param>
/// <param name="Text">What is in force, as YAML; secrets are hidden, includes merged.</param>
/// <param name="Findings">Of the file as it was read last: <c>config.yaml:12: key: what is wrong</c>.</param>
/// <param name="LastReloadAt">Null: not since the start.</param>
/// <param name="LastReloadError">Why the file as it is now is not in force; null: it is.</param>
/// <param name="Database"><c>PostgreSql</c> or <c>Sqlite</c>.</param>
public sealed record RunningConfig(
    string? File, string Text, IReadOnlyList<string> Findings, DateTimeOffset? LastReloadAt, string? LastReloadError, long Reloads, long ReloadFailures,
    string Version, string Database, bool Redis);
