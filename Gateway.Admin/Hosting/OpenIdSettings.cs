namespace Gateway.Admin.Hosting;

/// <summary>Sign-in through an identity provider; on when <c>OIDC_AUTHORITY</c> and <c>OIDC_CLIENT_ID</c> are set.</summary>
/// <param name="Authority">Its address: <c>https://login.example.com/realms/main</c>.</param>
/// <param name="RoleClaim">The claim that holds roles or groups, or the path to it; see <see cref="SignIn.ProviderRoles"/>.</param>
/// <param name="AdminRole">Whoever has it may change everything.</param>
/// <param name="ViewerRole">Whoever has it may read everything.</param>
/// <param name="UserClaim">The claim that tells which user of the gateway somebody else is: <c>email</c> for the address, any other for the id.</param>
internal sealed record OpenIdSettings(string Authority, string ClientId, string? ClientSecret, string RoleClaim, string AdminRole, string ViewerRole, string UserClaim)
{
    public const string Email = "email";

    /// <exception cref="SettingsException">Only half of it is there, or the address is none.</exception>
    public static OpenIdSettings? From(IConfiguration configuration)
    {
        var (authority, client) = (Text("OIDC_AUTHORITY"), Text("OIDC_CLIENT_ID"));
        if (authority is null && client is null)
        {
            return null;
        }

        if (authority is null || client is null)
        {
            throw new SettingsException("OIDC_AUTHORITY and OIDC_CLIENT_ID: single sign-on needs both");
        }

        // What comes back from there decides who is an admin.
        if (AdminSettings.WebAddress("OIDC_AUTHORITY", authority) is { Scheme: "http", IsLoopback: false })
        {
            throw new SettingsException($"OIDC_AUTHORITY: found '{authority}'; valid is an address that begins with https://");
        }

        return new OpenIdSettings(
            authority, client, Text("OIDC_CLIENT_SECRET"), Text("OIDC_ROLE_CLAIM") ?? "roles", Text("OIDC_ADMIN_ROLE") ?? "proxy_admin", Text("OIDC_VIEWER_ROLE") ?? "proxy_admin_viewer",
            Text("OIDC_USER_CLAIM") ?? Email);

        string? Text(string name) => configuration[name] is { Length: > 0 } text ? text : null;
    }

    // A record prints its properties; the secret must not get into a log that way.
    public override string ToString() => $"{nameof(OpenIdSettings)} {{ Authority = {Authority} }}";
}
