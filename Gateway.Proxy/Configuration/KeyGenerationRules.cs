namespace Gateway.Proxy.Configuration;

/// <summary>One half of <c>key_generation_settings</c>: who may make keys of this kind, and what has to be said of each.</summary>
internal sealed record KeyGenerationRules
{
    public static readonly KeyGenerationRules None = new();

    /// <summary>Roles, in the team or in the gateway; null: every role that could otherwise. Admins of the gateway always may.</summary>
    public IReadOnlyList<string>? AllowedRoles { get; init; }

    /// <summary>Fields that a body of <c>/key/generate</c> must have, whoever sends it.</summary>
    public IReadOnlyList<string> RequiredParams { get; init; } = [];
}
