using System.Globalization;
using System.Security.Claims;
using System.Text.Json.Nodes;
using Gateway.Admin.Api;
using Gateway.Admin.Hosting;

namespace Gateway.Admin.SignIn;

/// <summary>
/// People whom the identity provider knows and who have no role for the whole site, but are users of the gateway: each gets a key of their
/// own for as long as the session lasts, and may do what that key may: keys of their own, their teams, as the gateway allows.
/// </summary>
internal sealed partial class ProviderUsers(GatewayHttp gateway, KeyInspector inspector, SessionStore sessions, AdminSettings settings, TimeProvider time, ILogger<ProviderUsers> logger)
{
    public const string EmailVerified = "email_verified";

    // Keys of sessions are told from others by how their alias begins, their requests by a tag.
    private const string Mark = "admin-site";

    // Replicas of the gateway learn of a new key within two seconds.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(200);

    /// <param name="person">As the provider says.</param>
    /// <param name="claim">Which claim names the user: <c>email</c>, or one that holds the id.</param>
    /// <param name="masterKey">Makes the key.</param>
    /// <param name="cancellationToken">The person has gone.</param>
    public async Task<SignInOutcome> BeginAsync(ClaimsPrincipal person, string claim, string masterKey, CancellationToken cancellationToken)
    {
        try
        {
            if (await FindAsync(person, claim, masterKey, cancellationToken) is not { } user)
            {
                return SignInOutcome.Refused(SignInProblems.NoRole);
            }

            await ClearAsync(user, masterKey, cancellationToken);
            var key = await MakeKeyAsync(user, masterKey, cancellationToken);
            var holder = await InspectAsync(key, cancellationToken);
            if (holder is not null)
            {
                return SignInOutcome.Of(sessions.Begin(holder with { HasSessionKey = true }, key));
            }

            await DeleteAsync(masterKey, [key], cancellationToken);
            return SignInOutcome.Impossible(SignInProblems.NoKey);
        }
        catch (GatewayException exception)
        {
            LogNoKey(exception);
            return SignInOutcome.Impossible(SignInProblems.NoKey);
        }
    }

    /// <summary>Deletes the key that was made for the session, if one was. One that stays behind ends by itself.</summary>
    public async Task EndAsync(Session session)
    {
        if (session.Holder.HasSessionKey && settings.MasterKey is { } masterKey)
        {
            try
            {
                await DeleteAsync(masterKey, [session.Key], CancellationToken.None);
            }
            catch (GatewayException exception)
            {
                LogKeyLeft(exception);
            }
        }
    }

    private async Task<string?> FindAsync(ClaimsPrincipal person, string claim, string masterKey, CancellationToken cancellationToken)
    {
        // An address that the provider has not verified may be anybody's.
        var isUnverified = claim == OpenIdSettings.Email && person.HasClaim(said => said.Type == EmailVerified && !string.Equals(said.Value, "true", StringComparison.OrdinalIgnoreCase));
        if (isUnverified || person.FindFirst(claim)?.Value is not { Length: > 0 } name)
        {
            return null;
        }

        var path = new PathQuery("/user/list").Add(claim == OpenIdSettings.Email ? "user_email" : "user_id", name).ToString();
        return (string?)((await gateway.GetAsync<JsonNode>(masterKey, path, cancellationToken))["users"] as JsonArray)?.FirstOrDefault()?["user_id"];
    }

    // What earlier sessions left that were not signed out of.
    private async Task ClearAsync(string user, string masterKey, CancellationToken cancellationToken)
    {
        var path = new PathQuery("/key/list").Add("user_id", user).Add("search", Mark).Add("return_full_object", "true").Add("size", "100").ToString();
        var keys = (await gateway.GetAsync<JsonNode>(masterKey, path, cancellationToken))["keys"] as JsonArray ?? [];
        string[] over =
        [
            .. keys.OfType<JsonNode>()
                .Where(key => ((string?)key["key_alias"])?.StartsWith(Mark + " ", StringComparison.Ordinal) == true && (DateTimeOffset?)key["expires"] < time.GetUtcNow())
                .Select(key => (string)key["token"]!),
        ];
        if (over.Length > 0)
        {
            await DeleteAsync(masterKey, over, cancellationToken);
        }
    }

    private async Task DeleteAsync(string masterKey, string[] keys, CancellationToken cancellationToken) =>
        await gateway.PostAsync<JsonNode>(masterKey, "/key/delete", new { keys }, cancellationToken);

    private async Task<string> MakeKeyAsync(string user, string masterKey, CancellationToken cancellationToken)
    {
        var alias = string.Create(CultureInfo.InvariantCulture, $"{Mark} {user} {time.GetUtcNow():yyyy-MM-ddTHH:mm:ss.fffZ}");
        var made = await gateway.PostAsync<JsonNode>(
            masterKey,
            "/key/generate",
            new { key_alias = alias, user_id = user, duration = string.Create(CultureInfo.InvariantCulture, $"{SessionStore.Longest.TotalHours:0}h"), tags = (string[])[Mark] },
            cancellationToken);
        return (string)made["key"]!;
    }

    private async Task<KeyHolder?> InspectAsync(string key, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        while (true)
        {
            if (await inspector.FindAsync(key, cancellationToken) is { } holder)
            {
                return holder;
            }

            if (time.GetElapsedTime(start) > s_patience)
            {
                return null;
            }

            await Task.Delay(s_pause, time, cancellationToken);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Somebody signed in by the identity provider, and the gateway made no key for the session")]
    private partial void LogNoKey(Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The key of a session that was signed out of could not be deleted; it expires by itself")]
    private partial void LogKeyLeft(Exception exception);
}
