using Gateway.Proxy.Keys;
using Gateway.Proxy.Limits;

namespace Gateway.Proxy.Model;

/// <summary>A key that the gateway accepts. Immutable; what it is using now is in <see cref="Usage"/>.</summary>
internal sealed class VirtualKey
{
    public required KeyHash Hash { get; init; }

    /// <summary><see cref="Hash"/> in hex.</summary>
    public required string HashText { get; init; }

    /// <summary>A name for people; null: none.</summary>
    public string? Alias { get; init; }

    /// <summary>The key's owner; null: none.</summary>
    public string? UserId { get; init; }

    /// <summary>The team whose budget and limits hold as well; null: none.</summary>
    public string? TeamId { get; init; }

    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>The master key: every route, no limits.</summary>
    public bool IsMaster { get; init; }

    public KeyLimits Limits { get; init; } = KeyLimits.None;

    public required KeyUsage Usage { get; init; }
}
