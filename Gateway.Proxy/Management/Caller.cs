using Gateway.Proxy.Keys;
using Gateway.Proxy.Model;

namespace Gateway.Proxy.Management;

/// <summary>Who makes a management call, and what the role allows.</summary>
internal sealed class Caller(VirtualKey key, KeyDirectory directory)
{
    private const string TeamAdmin = "admin";

    /// <summary>Of the token, else of the user in the gateway; null: a key without a user, or whose user was never made.</summary>
    public string? Role => key.Role ?? (key.User is { Settings.Exists: true } user ? user.Settings.Role : null);

    public VirtualKey Key => key;

    public string? UserId => key.UserId;

    /// <summary>May change everything.</summary>
    public bool IsAdmin => key.IsMaster || Role == UserRoles.ProxyAdmin;

    /// <summary>May read everything.</summary>
    public bool ReadsAll => IsAdmin || Role == UserRoles.ProxyAdminViewer;

    /// <summary>Changes nothing, not even what is its own.</summary>
    public bool OnlyReads => Role is UserRoles.ProxyAdminViewer or UserRoles.InternalUserViewer;

    /// <summary>For the audit log: never a key.</summary>
    public string Name => key.IsMaster ? "master_key" : UserId ?? (key.IsToken ? key.Alias : null) ?? key.HashText;

    public bool Owns(string? userId) => userId is not null && userId == UserId;

    public bool IsMemberOf(string? teamId) => teamId is not null && (key.TeamId == teamId || RoleIn(teamId) is not null);

    public bool IsAdminOf(string? teamId) => RoleIn(teamId) == TeamAdmin;

    /// <summary>As a member of the team, or as an admin of its organization; null: none.</summary>
    public string? RoleIn(string? teamId)
    {
        if (teamId is null || UserId is not { } user)
        {
            return null;
        }

        return IsAdminOfOrganization(directory.FindTeam(teamId)?.Settings.Organization?.Id) ? TeamAdmin : directory.FindMember(teamId, user)?.Settings.Role;
    }

    public bool IsAdminOfOrganization(string? organizationId) => RoleInOrganization(organizationId) == UserRoles.OrganizationAdmin;

    /// <summary>May make and change teams and members of the organization; with null, of none: admins of the gateway alone.</summary>
    public bool MayManage(string? organizationId) => IsAdmin || (!OnlyReads && IsAdminOfOrganization(organizationId));

    public IReadOnlyList<string> AdministeredOrganizations =>
        UserId is null ? [] : [.. directory.Organizations.Select(organization => organization.Id).Where(IsAdminOfOrganization).Order(StringComparer.Ordinal)];

    /// <summary>As a member of the organization; null: none.</summary>
    public string? RoleInOrganization(string? organizationId) =>
        organizationId is not null && UserId is { } user && directory.FindOrganization(organizationId)?.Settings.MemberRoles is { } roles ? roles.GetValueOrDefault(user) : null;

    /// <summary>May do this with every key of the team: its admins, and members whom the team permits the route.</summary>
    /// <param name="teamId">Null: no team.</param>
    /// <param name="route">As in <see cref="TeamPermissions.All"/>.</param>
    public bool MayInTeam(string? teamId, string route) => RoleIn(teamId) switch
    {
        null => false,
        TeamAdmin => true,
        _ => directory.Team(teamId!).Settings.MemberPermissions.Contains(route),
    };
}
