namespace Gateway.Contracts;

/// <summary><c>GET /router/settings</c>.</summary>
public sealed record RouterSettingsReport(IReadOnlyList<SettingInfo> Fields);
