using System.Security.Claims;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace Gateway.Admin.SignIn;

/// <summary>What is in the cookie: the session's id, and a name.</summary>
internal static class SessionClaims
{
    private const string SessionId = "sid";

    public static ClaimsPrincipal For(Session session) => new(new ClaimsIdentity(
        [new Claim(SessionId, session.Id), new Claim(ClaimTypes.Name, session.Holder.Name)],
        CookieAuthenticationDefaults.AuthenticationScheme));

    public static string? SessionIdOf(ClaimsPrincipal user) => user.FindFirst(SessionId)?.Value;
}
