using System.Security.Cryptography;
using System.Text;
using Gateway.Admin.Api;
using Gateway.Admin.Hosting;

namespace Gateway.Admin.SignIn;

/// <summary>Checks what people sign in with: the site's user name and password, or a key of the gateway.</summary>
internal sealed class Credentials(AdminSettings settings, SessionStore sessions, KeyInspector inspector)
{
    private const string Wrong = "The user name or the password is wrong.";
    private const string WrongKey = "The gateway does not know this key, or it is blocked or expired.";

    public async Task<SignInOutcome> WithPasswordAsync(string username, string password, CancellationToken cancellationToken)
    {
        var named = Same(username, settings.Username);
        if (settings.Password is { } expected)
        {
            // Both are compared in any case: the time that it takes says nothing.
            return !(Same(password, expected) & named)
                ? SignInOutcome.Refused(Wrong)
                : settings.MasterKey is { } master
                    ? SignInOutcome.Of(sessions.Begin(new KeyHolder(settings.Username, SiteRole.Admin), master))
                    : SignInOutcome.Impossible("The site has no key for the gateway. Set LITELLM_MASTER_KEY where the admin site runs, or sign in with a key.");
        }

        if (!named)
        {
            return SignInOutcome.Refused(Wrong);
        }

        if (settings.MasterKey is { } key)
        {
            return Same(password, key) ? SignInOutcome.Of(sessions.Begin(new KeyHolder(settings.Username, SiteRole.Admin), key)) : SignInOutcome.Refused(Wrong);
        }

        var outcome = await WithKeyAsync(password, cancellationToken);
        return outcome.Problem == WrongKey ? SignInOutcome.Refused(Wrong) : outcome;
    }

    public async Task<SignInOutcome> WithKeyAsync(string key, CancellationToken cancellationToken)
    {
        key = key.Trim();
        try
        {
            return await inspector.FindAsync(key, cancellationToken) is { } holder
                ? SignInOutcome.Of(sessions.Begin(holder, key))
                : SignInOutcome.Refused(WrongKey);
        }
        catch (GatewayException exception)
        {
            return SignInOutcome.Impossible(exception.Message);
        }
    }

    private static bool Same(string left, string right) =>
        CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(left)), SHA256.HashData(Encoding.UTF8.GetBytes(right)));
}
