namespace Gateway.Proxy.Model;

/// <summary>What a user may be in the gateway, by LiteLLM's names (litellm-compat section 9).</summary>
internal static class UserRoles
{
    /// <summary>Changes and reads everything.</summary>
    public const string ProxyAdmin = "proxy_admin";

    /// <summary>Reads everything.</summary>
    public const string ProxyAdminViewer = "proxy_admin_viewer";

    /// <summary>Makes and changes keys of its own.</summary>
    public const string InternalUser = "internal_user";

    /// <summary>Reads what is its own.</summary>
    public const string InternalUserViewer = "internal_user_viewer";

    /// <summary>Of a member of an organization: makes and changes its teams, their members and keys. Of a user as such it means nothing.</summary>
    public const string OrganizationAdmin = "org_admin";

    public static readonly string[] All = [ProxyAdmin, ProxyAdminViewer, OrganizationAdmin, InternalUser, InternalUserViewer, "team", "customer"];
}
