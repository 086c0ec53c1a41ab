using System.Data.Common;
using System.Net.Sockets;
using Gateway.Proxy.Configuration;
using Gateway.Proxy.Keys;
using Gateway.Proxy.Management;
using Gateway.Proxy.Model;
using Gateway.Proxy.OpenAI;

namespace Gateway.Proxy.JwtAuth;

/// <summary>
/// Lets a token of the identity provider stand where a key stands. Ahead of everything that asks for a key: to verify a token may take a call
/// to the provider or to the database, which nothing after it waits for. A token that is known already costs a look into a table.
/// </summary>
internal sealed class JwtAuthentication(SnapshotStore snapshots, TokenHolders holders)
{
    /// <summary>Among several teams of a token, the one that pays.</summary>
    private const string TeamHeader = "x-litellm-team-id";

    private static readonly TimeSpan s_retryAfter = TimeSpan.FromSeconds(5);

    public Task InvokeAsync(HttpContext http, RequestDelegate next)
    {
        var snapshot = snapshots.Current;
        var settings = snapshot.Config.GeneralSettings;
        if (!settings.AcceptsTokens || KeyReader.Read(http.Request.Headers, settings.LitellmKeyHeaderName, out var text) is not null)
        {
            return next(http);
        }

        var hash = RecentKeys.HashOf(text);
        if (RulesFor(text, hash, snapshot) is not { } rules)
        {
            return next(http);
        }

        if (holders.Find(hash, rules) is not { } holder)
        {
            return VerifyAsync(http, next, rules, text.ToString(), hash);
        }

        http.Features.Set(Choose(holder, http));
        return next(http);
    }

    // Null: it is a key, or taken for one. No key is told to the identity provider, not even one that was deleted.
    private static JwtAuthSettings? RulesFor(ReadOnlySpan<char> text, KeyHash hash, GatewaySnapshot snapshot)
    {
        var settings = snapshot.Config.GeneralSettings;
        if (settings.JwtAuth is { } jwt && IsJwt(text))
        {
            return jwt;
        }

        return settings.OAuth2Auth is { } opaque && !text.StartsWith(KeyToken.Prefix, StringComparison.Ordinal) && !snapshot.IsKey(hash) ? opaque : null;
    }

    private async Task VerifyAsync(HttpContext http, RequestDelegate next, JwtAuthSettings settings, string text, KeyHash hash)
    {
        http.Features.Set(await VerifyAsync(http, settings, text, hash));
        await next(http);
    }

    private async Task<AuthenticatedToken> VerifyAsync(HttpContext http, JwtAuthSettings settings, string text, KeyHash hash)
    {
        try
        {
            var (holder, error) = await holders.VerifyAsync(text, hash, settings, http.RequestAborted);
            return holder is null ? new(null, error) : Choose(holder, http);
        }
        catch (Exception exception) when (exception is DbException or SocketException or TimeoutException)
        {
            return new(null, GatewayErrors.NoDatabase(s_retryAfter));
        }
        catch (ManagementException exception)
        {
            // The user or team that was to be made may not be, by the config's own defaults for them.
            return new(null, exception.Error);
        }
    }

    private static AuthenticatedToken Choose(TokenHolder holder, HttpContext http)
    {
        if (http.Request.Headers[TeamHeader] is not [{ Length: > 0 } team])
        {
            return new(holder.Key, null);
        }

        var key = holder.ByTeam.FirstOrDefault(key => key.TeamId == team);
        return key is null ? new(null, GatewayErrors.TokenNotAllowed($"it does not name the team that {TeamHeader} asks for")) : new(key, null);
    }

    // Base64url of a header that begins with {" and then three parts: RFC 7515, section 7.1.
    private static bool IsJwt(ReadOnlySpan<char> text) => text.StartsWith("eyJ", StringComparison.Ordinal) && text.Count('.') == 2;
}
