namespace Gateway.Admin.Hosting;

/// <summary>Sign-in through an identity provider; on when <c>OIDC_AUTHORITY</c> and <c>OIDC_CLIENT_ID</c> are set.</summary>
/// <param name="Authority">Its address: <c>https://login.example.com/realms/main</c>.</param>
/// <param name="RoleClaim">The claim that holds roles or groups.</param>
/// <param name="AdminRole">Whoever has it may change everything.</param>
/// <param name="ViewerRole">Whoever has it may read everything.</param>
internal sealed record OpenIdSettings(string Authority, string ClientId, string? ClientSecret, string RoleClaim, string AdminRole, string ViewerRole)
{
    public static OpenIdSettings? From(IConfiguration configuration) =>
        configuration["OIDC_AUTHORITY"] is { Length: > 0 } authority && configuration["OIDC_CLIENT_ID"] is { Length: > 0 } client
            ? new OpenIdSettings(
                authority,
                client,
                configuration["OIDC_CLIENT_SECRET"],
                configuration["OIDC_ROLE_CLAIM"] ?? "roles",
                configuration["OIDC_ADMIN_ROLE"] ?? "proxy_admin",
                configuration["OIDC_VIEWER_ROLE"] ?? "proxy_admin_viewer")
            : null;

    // A record prints its properties; the secret must not get into a log that way.
    public override string ToString() => $"{nameof(OpenIdSettings)} {{ Authority = {Authority} }}";
}
