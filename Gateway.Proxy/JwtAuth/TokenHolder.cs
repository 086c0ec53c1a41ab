using Gateway.Proxy.Model;

namespace Gateway.Proxy.JwtAuth;

/// <summary>What a token stands for.</summary>
/// <param name="Key">Where the request does not choose a team: that of the first team, which knows the others; or one without a team.</param>
/// <param name="ByTeam">One for each team, each by itself.</param>
internal sealed record TokenHolder(VirtualKey Key, IReadOnlyList<VirtualKey> ByTeam)
{
    public static TokenHolder Of(VirtualKey key) => new(key, [key]);

    /// <summary>Nobody has deleted its user, or deleted or blocked a team or an organization of it, since.</summary>
    public bool IsCurrent => ByTeam.All(key => key switch
    {
        { Role: UserRoles.ProxyAdmin or UserRoles.ProxyAdminViewer } => true,
        { Organization.Settings.Blocked: true } => false,
        { Team: { } team } => team.Settings is { Exists: true, Blocked: false },
        _ => key.User is { Settings.Exists: true },
    });
}
