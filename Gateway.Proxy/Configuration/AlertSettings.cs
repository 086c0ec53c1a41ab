using Gateway.Proxy.Alerts;

namespace Gateway.Proxy.Configuration;

/// <summary><c>general_settings.alerting</c> and what belongs to it.</summary>
internal sealed record AlertSettings
{
    /// <summary>Targets by name, slack and webhook; empty: nobody is told.</summary>
    public IReadOnlyList<string> Targets { get; init; } = [];

    /// <summary>Kinds by LiteLLM's names; null: all.</summary>
    public IReadOnlyList<string>? Types { get; init; }

    public bool Wants(AlertKind kind) => Targets.Count > 0 && (kind is AlertKind.Test || Types?.Contains(AlertKinds.Type(kind)) != false);
}
