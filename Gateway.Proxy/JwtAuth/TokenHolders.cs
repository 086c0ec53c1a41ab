using System.Collections.Concurrent;
using Gateway.Proxy.Configuration;
using Gateway.Proxy.Keys;
using Gateway.Proxy.Model;
using Gateway.Proxy.OpenAI;

namespace Gateway.Proxy.JwtAuth;

/// <summary>From a token to the key that it stands for. Who has been verified is known for a minute, if neither the token ends nor the config changes nor the user is deleted before.</summary>
internal sealed class TokenHolders(TokenVerifier verifier, TokenIntrospection introspection, TokenAccounts accounts, KeyDirectory directory, TimeProvider time)
{
    private const int MostKnown = 10_000;

    // Scopes that open routes alone: an empty list would be every model.
    private const string NoModel = "no-default-models";

    /// <summary>Teams and users may be made, and given to somebody, while a token is in force.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan s_retryAfter = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<KeyHash, Known> _known = new();

    // By identity, not by token: who gets a new token every hour goes on with the same counters.
    private readonly ConcurrentDictionary<KeyHash, KeyState> _states = new();

    /// <summary>Null: nobody has sent this token lately, and it is to be verified.</summary>
    /// <param name="hash">Of the token.</param>
    /// <param name="settings">Those in force.</param>
    public TokenHolder? Find(KeyHash hash, JwtAuthSettings settings) =>
        _known.TryGetValue(hash, out var known) && ReferenceEquals(known.Settings, settings) && time.GetUtcNow() < known.Until && known.Holder.IsCurrent ? known.Holder : null;

    /// <param name="text">The token.</param>
    /// <param name="hash">Its hash.</param>
    /// <param name="settings">Those in force.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<(TokenHolder? Holder, GatewayError? Error)> VerifyAsync(string text, KeyHash hash, JwtAuthSettings settings, CancellationToken cancellationToken)
    {
        _known.TryRemove(hash, out _);
        var (claims, error) = settings.TokenInfo is null
            ? await verifier.VerifyAsync(text, settings, cancellationToken)
            : await introspection.AskAsync(text, hash, settings, cancellationToken);
        if (claims is null)
        {
            return (null, error);
        }

        var (holder, refusal) = await HolderAsync(claims, settings, cancellationToken);
        if (holder is not null)
        {
            MakeRoom();
            var until = time.GetUtcNow() + Longest;
            _known[hash] = new(settings, claims.Expires < until ? claims.Expires : until, holder);
        }

        return (holder, refusal);
    }

    private async Task<(TokenHolder?, GatewayError?)> HolderAsync(TokenClaims claims, JwtAuthSettings settings, CancellationToken cancellationToken)
    {
        string[] scopes = [.. claims.Words("scope"), .. claims.Words("scp")];
        var role = claims.Text(settings.UserRoleField);
        if (scopes.Contains(settings.AdminScope) || role is UserRoles.ProxyAdmin or UserRoles.ProxyAdminViewer)
        {
            role = role == UserRoles.ProxyAdminViewer ? role : UserRoles.ProxyAdmin;
            return (TokenHolder.Of(Key(claims, settings, claims.Text(settings.UserIdField), null, [], settings.AdminAllowedRoutes ?? [], role)), null);
        }

        if (settings.UserAllowedRoles is { } roles && !claims.Words(settings.UserRolesField).Intersect(roles).Any())
        {
            return (null, GatewayErrors.TokenNotAllowed("it has none of the roles that are let in (user_allowed_roles)"));
        }

        var mappings = settings.ScopeMappings?.Where(mapping => scopes.Contains(mapping.Scope)).ToList();
        if (mappings is { Count: 0 })
        {
            return (null, GatewayErrors.TokenNotAllowed("none of its scopes opens anything here (scope_mappings)"));
        }

        var named = await accounts.TeamsAsync(claims, settings, cancellationToken);
        List<string> teams = [.. named.Where(team => Blocked(team) is null)];
        if (teams.Count < named.Count && teams.Count == 0)
        {
            return (null, Blocked(named[0]));
        }

        if (Organization(claims, settings) is { Settings.Blocked: true } organization)
        {
            return (null, GatewayErrors.BlockedOrganization(organization.Id));
        }

        var user = await accounts.UserAsync(claims, settings, cancellationToken);
        if (Refusal(settings, user, teams) is { } refusal)
        {
            // Where the users and teams have not been read yet, nobody is known.
            return (null, directory.IsCurrent ? refusal : GatewayErrors.NoDatabase(s_retryAfter));
        }

        var ownRole = role is UserRoles.InternalUser or UserRoles.InternalUserViewer ? role : null;
        string[] models = mappings is null ? [] : [.. mappings.SelectMany(mapping => mapping.Models).DefaultIfEmpty(NoModel).Distinct()];
        var routes = Routes(settings, mappings, user.Id);
        if (teams.Count == 0)
        {
            return (TokenHolder.Of(ForTeam(null)), null);
        }

        VirtualKey[] keys = [.. teams.Select(team => ForTeam(team))];
        return (new(keys.Length == 1 ? keys[0] : ForTeam(teams[0], keys[1..]), keys), null);

        VirtualKey ForTeam(string? team, VirtualKey[]? others = null) => Key(claims, settings, user.Id, team, models, routes, ownRole, others);
    }

    private GatewayError? Blocked(string team) => directory.Team(team).Settings switch
    {
        { Blocked: true } => GatewayErrors.BlockedTeam(team),
        { Organization: { Settings.Blocked: true } organization } => GatewayErrors.BlockedOrganization(organization.Id),
        _ => null,
    };

    private Account? Organization(TokenClaims claims, JwtAuthSettings settings) =>
        claims.Text(settings.OrganizationIdField) is { } id ? directory.FindOrganization(id) : null;

    // Who is neither a user nor in a team that the gateway knows has no budget, no limits and no list of models: such a token opens nothing.
    private static GatewayError? Refusal(JwtAuthSettings settings, TokenUser user, List<string> teams)
    {
        if (teams.Count > 0)
        {
            return null;
        }

        if (settings.EnforceTeamBasedModelAccess)
        {
            return GatewayErrors.TokenNotAllowed("it names no team that the gateway knows (enforce_team_based_model_access)");
        }

        return user switch
        {
            { IsKnown: true } => null,
            { Id: not null } => GatewayErrors.TokenNotAllowed("its user is not known to the gateway; whoever runs it can make the user, or set user_id_upsert"),
            _ => GatewayErrors.TokenNotAllowed("it names neither a user nor a team that the gateway knows"),
        };
    }

    // What the token's scopes open, else team_allowed_routes, else everything that a key may call; applications, which have no user, call models and read.
    private static string[] Routes(JwtAuthSettings settings, List<ScopeMapping>? mappings, string? user)
    {
        if (mappings is not null && mappings.TrueForAll(mapping => mapping.Routes.Count > 0))
        {
            return [.. mappings.SelectMany(mapping => mapping.Routes).Distinct()];
        }

        return settings.TeamAllowedRoutes ?? (user is null ? ["openai_routes", "info_routes"] : []);
    }

    private VirtualKey Key(TokenClaims claims, JwtAuthSettings settings, string? user, string? team, string[] models, string[] routes, string? role = null, VirtualKey[]? others = null)
    {
        // One for all tokens and teams of the same holder. In no list of keys: nothing that hashes to it can be sent as a key.
        var hash = KeyHash.Of($"{claims.Text("iss")}\n{user ?? claims.Subject}");
        return new VirtualKey
        {
            Hash = hash,
            Alias = claims.Text(settings.UserEmailField) ?? user ?? claims.Subject,
            User = user is null ? null : directory.User(user),
            Team = team is null ? null : directory.Team(team),
            OwnOrganization = Organization(claims, settings),
            Member = user is null || team is null ? null : directory.Member(team, user),
            IsStored = true,
            IsToken = true,
            Role = role,
            EndUser = claims.Text(settings.EndUserIdField),
            OtherTeams = others ?? [],
            Models = models,
            Rules = routes.Length == 0 ? KeyRules.None : new KeyRules { AllowedRoutes = routes },
            State = _states.GetOrAdd(hash, static (_, time) => new KeyState(time), time),
        };
    }

    private void MakeRoom()
    {
        if (_known.Count < MostKnown)
        {
            return;
        }

        var now = time.GetUtcNow();
        foreach (var (hash, known) in _known)
        {
            if (now >= known.Until)
            {
                _known.TryRemove(hash, out _);
            }
        }

        if (_known.Count >= MostKnown)
        {
            // They are verified anew.
            _known.Clear();
        }
    }

    private sealed record Known(JwtAuthSettings Settings, DateTimeOffset Until, TokenHolder Holder);
}
