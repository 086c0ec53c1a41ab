using Microsoft.AspNetCore.Components.Authorization;

namespace Gateway.Admin.SignIn;

/// <summary>The session of whoever looks at the page.</summary>
internal sealed class SessionAccess(AuthenticationStateProvider authentication, SessionStore sessions)
{
    /// <summary>Null: it has ended meanwhile.</summary>
    public async Task<Session?> FindAsync() =>
        sessions.Find(SessionClaims.SessionIdOf((await authentication.GetAuthenticationStateAsync()).User));

    public async Task<Session> GetAsync() => await FindAsync() ?? throw new SessionEndedException();
}
