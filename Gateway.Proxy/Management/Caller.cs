using Gateway.Proxy.Keys;
using Gateway.Proxy.Model;

namespace Gateway.Proxy.Management;

/// <summary>Who makes a management call, and what the role allows.</summary>
internal sealed class Caller(VirtualKey key, KeyDirectory directory)
{
    public const string ProxyAdmin = "proxy_admin";
    public const string ProxyAdminViewer = "proxy_admin_viewer";

    public static readonly string[] Roles = [ProxyAdmin, ProxyAdminViewer, "org_admin", "internal_user", "internal_user_viewer", "team", "customer"];

    private string? Role => key.User is { Settings.Exists: true } user ? user.Settings.Role : null;

    public VirtualKey Key => key;

    public string? UserId => key.UserId;

    /// <summary>May change everything.</summary>
    public bool IsAdmin => key.IsMaster || Role == ProxyAdmin;

    /// <summary>May read everything.</summary>
    public bool ReadsAll => IsAdmin || Role == ProxyAdminViewer;

    /// <summary>For the audit log: never a key.</summary>
    public string Name => key.IsMaster ? "master_key" : UserId ?? key.HashText;

    public bool Owns(string? userId) => userId is not null && userId == UserId;

    public bool IsMemberOf(string? teamId) => teamId is not null && (key.TeamId == teamId || (UserId is { } user && directory.FindMember(teamId, user) is not null));

    public bool IsAdminOf(string? teamId) => teamId is not null && UserId is { } user && directory.FindMember(teamId, user)?.Settings.Role == "admin";
}
