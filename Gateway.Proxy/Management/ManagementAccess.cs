namespace Gateway.Proxy.Management;

/// <summary>Who may call a management endpoint.</summary>
internal enum ManagementAccess
{
    /// <summary>The master key, and keys of users with role <c>proxy_admin</c>.</summary>
    Admin,

    /// <summary>Those and <c>proxy_admin_viewer</c>.</summary>
    Viewer,

    /// <summary>Every key; the endpoint itself refuses who has no right to what it is asked to change, see <see cref="KeyRights"/>.</summary>
    ByRights,

    /// <summary>Every key; the endpoint itself shows each caller only its own.</summary>
    Owner,

    /// <summary>Every key, whatever its type and routes: the call is about the calling key alone.</summary>
    Itself,
}
