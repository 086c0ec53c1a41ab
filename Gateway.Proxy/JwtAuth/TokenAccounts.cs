using Gateway.Proxy.Configuration;
using Gateway.Proxy.Keys;
using Gateway.Proxy.Management;
using Gateway.Proxy.Storage;

namespace Gateway.Proxy.JwtAuth;

/// <summary>The user and the teams that a token names; made on the way where the config says so.</summary>
internal sealed class TokenAccounts(KeyDirectory directory, ManagementStore store, ConfigStore config)
{
    /// <summary>Who makes them, for the audit log.</summary>
    private const string Actor = "identity_provider";

    private LitellmSettings Defaults => config.Current.LitellmSettings;

    /// <summary>By the id that the token has, else by its e-mail address.</summary>
    public async Task<TokenUser> UserAsync(TokenClaims claims, JwtAuthSettings settings, CancellationToken cancellationToken)
    {
        if (claims.Text(settings.UserIdField) is not { } id)
        {
            return default;
        }

        if (directory.User(id).Settings.Exists)
        {
            return new(id, true);
        }

        var email = claims.Text(settings.UserEmailField);
        if (email is not null && await FindByEmailAsync(email, cancellationToken) is { } known)
        {
            return new(known, true);
        }

        if (!settings.UserIdUpsert || !IsOfDomain(email, settings.UserAllowedEmailDomain))
        {
            return new(id, false);
        }

        var user = await store.ChangeAsync(Actor, transaction => UserEndpoints.FindOrAddAsync(transaction, Defaults, id, email), cancellationToken);
        return new(user.UserId, true);
    }

    /// <summary>Those that there are, in the order of the token; else the default one.</summary>
    public async Task<IReadOnlyList<string>> TeamsAsync(TokenClaims claims, JwtAuthSettings settings, CancellationToken cancellationToken)
    {
        var teams = new List<string>();
        foreach (var id in claims.Texts(settings.TeamIdField).Concat(claims.Texts(settings.TeamIdsField)).Distinct())
        {
            if (settings.TeamIdUpsert && !directory.Team(id).Settings.Exists)
            {
                await store.ChangeAsync(Actor, transaction => TeamEndpoints.FindOrAddAsync(transaction, Defaults, id), cancellationToken);
            }

            if (directory.Team(id).Settings.Exists)
            {
                teams.Add(id);
            }
        }

        return teams.Count == 0 && settings.TeamIdDefault is { } otherwise && directory.Team(otherwise).Settings.Exists ? [otherwise] : teams;
    }

    private Task<string?> FindByEmailAsync(string email, CancellationToken cancellationToken) => store.ReadAsync(
        async connection => (await UserStore.Table.ListAsync(connection, "WHERE user_email = @email", p => p.Add("email", email), null, cancellationToken)).FirstOrDefault()?.UserId,
        cancellationToken);

    private static bool IsOfDomain(string? email, string? domain) =>
        domain is null || (email is not null && email.EndsWith("@" + domain.TrimStart('@'), StringComparison.OrdinalIgnoreCase));
}
