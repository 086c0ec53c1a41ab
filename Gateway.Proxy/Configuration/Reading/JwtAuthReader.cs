namespace Gateway.Proxy.Configuration.Reading;

/// <summary>
/// Tokens of an identity provider as keys. Where its public keys are and for whom tokens must be made stands in the environment, or in
/// <c>environment_variables</c>:
/// <code>
/// environment_variables: {JWT_PUBLIC_KEY_URL: "https://login.example.com/.well-known/jwks.json", JWT_AUDIENCE: gateway}
/// general_settings:
///   enable_jwt_auth: true
///   litellm_jwtauth: {user_id_jwt_field: sub, team_ids_jwt_field: groups, user_id_upsert: true}
/// </code>
/// Of opaque tokens: <c>enable_oauth2_auth</c>, with <c>OAUTH_TOKEN_INFO_ENDPOINT</c> and the names of its fields in the environment; the
/// rules of <c>litellm_jwtauth</c> hold for them too.
/// </summary>
internal static class JwtAuthReader
{
    private const string UrlVariable = "JWT_PUBLIC_KEY_URL";
    private const string AudienceVariable = "JWT_AUDIENCE";
    private const string EndpointVariable = "OAUTH_TOKEN_INFO_ENDPOINT";

    private static readonly Dictionary<string, string> s_notHonoured = new()
    {
        ["role_mappings"] = "roles of tokens make nobody a team or an admin; use admin_jwt_scope, user_id_jwt_field and team_id_jwt_field",
        ["object_id_jwt_field"] = "use user_id_jwt_field or team_id_jwt_field",
        ["jwt_litellm_role_map"] = "users have the role that they have here; set it with /user/update",
        ["sync_user_role_and_teams"] = "users have the role and the teams that they have here; a token's own teams hold for its requests",
        ["upsert_sso_user_to_team"] = "users are not made members of a team; a token's own teams hold for its requests",
        ["issuers"] = $"claims are read in one way for all providers; name all of them in {UrlVariable}, with commas",
        ["oidc_userinfo_enabled"] = "claims are read from the token alone",
        ["virtual_key_claim_field"] = "tokens do not stand for virtual keys; set limits on their users and teams",
    };

    /// <summary>For JWTs, and for opaque tokens; null: such tokens are no keys.</summary>
    public static (JwtAuthSettings? Jwt, JwtAuthSettings? Opaque) Read(Section general)
    {
        var (jwt, opaque) = (general.Bool("enable_jwt_auth") ?? false, general.Bool("enable_oauth2_auth") ?? false);
        var section = general.Child("litellm_jwtauth");
        if (!jwt && !opaque)
        {
            return default;
        }

        var rules = Rules(general, section, jwt);
        return (
            jwt ? rules with { PublicKeyUrls = PublicKeyUrls(general) } : null,
            opaque ? rules with
            {
                TokenInfo = TokenInfo(general),
                UserIdField = Text(general, "OAUTH_USER_ID_FIELD_NAME") ?? "sub",
                UserRoleField = Text(general, "OAUTH_USER_ROLE_FIELD_NAME") ?? "role",
                TeamIdField = Text(general, "OAUTH_USER_TEAM_ID_FIELD_NAME") ?? "team_id",
            } : null);
    }

    private static JwtAuthSettings Rules(Section general, Section? section, bool isJwt)
    {
        section ??= new(general.Map.Empty("litellm_jwtauth"), general.Context);
        var defaults = new JwtAuthSettings();
        var settings = new JwtAuthSettings
        {
            Audiences = Audiences(general, isJwt ? "enable_jwt_auth" : "enable_oauth2_auth"),
            PublicKeyTtl = section.Seconds("public_key_ttl") ?? defaults.PublicKeyTtl,
            AdminScope = section.String("admin_jwt_scope") ?? defaults.AdminScope,
            AdminAllowedRoutes = RouteLists.Read(section, "admin_allowed_routes"),
            UserIdField = section.String("user_id_jwt_field"),
            UserEmailField = section.String("user_email_jwt_field"),
            UserIdUpsert = section.Bool("user_id_upsert") ?? defaults.UserIdUpsert,
            UserAllowedEmailDomain = section.String("user_allowed_email_domain"),
            UserRolesField = section.String("user_roles_jwt_field") ?? section.String("roles_jwt_field"),
            UserAllowedRoles = section.Strings("user_allowed_roles"),
            OrganizationIdField = section.String("org_id_jwt_field"),
            TeamIdField = section.String("team_id_jwt_field"),
            TeamIdsField = section.String("team_ids_jwt_field"),
            TeamIdDefault = section.String("team_id_default"),
            TeamIdUpsert = section.Bool("team_id_upsert") ?? defaults.TeamIdUpsert,
            TeamAllowedRoutes = RouteLists.Read(section, "team_allowed_routes"),
            EnforceTeamBasedModelAccess = section.Bool("enforce_team_based_model_access") ?? defaults.EnforceTeamBasedModelAccess,
            EndUserIdField = section.String("end_user_id_jwt_field"),
            ScopeMappings = ScopeMappings(section),
        };
        Check(section, settings, isJwt);

        // enforce_rbac: who is neither an admin nor a known user or team is refused in any case.
        section.Accept("enforce_rbac", "public_allowed_routes", "roles_jwt_field").NotHonoured(s_notHonoured).WarnAboutUnknown();
        return settings;
    }

    // JWT_PUBLIC_KEY_URL=https://a.example.com/jwks,https://b.example.com/.well-known/openid-configuration
    private static List<Uri> PublicKeyUrls(Section general)
    {
        var urls = new List<Uri>();
        foreach (var text in Variable(general, UrlVariable))
        {
            if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
            {
                urls.Add(url);
            }
            else
            {
                general.Context.Findings.Error(general.Node("enable_jwt_auth")!, $"{UrlVariable}: found '{text}'; valid is an http or https URL, or several with commas");
            }
        }

        if (urls.Count == 0)
        {
            general.Context.Findings.Error(general.Node("enable_jwt_auth")!, $"needs {UrlVariable} in the environment: where the identity provider has its public keys (such as https://login.example.com/.well-known/jwks.json)");
        }

        return urls;
    }

    private static TokenInfoSettings? TokenInfo(Section general)
    {
        var text = Text(general, EndpointVariable);
        if (Uri.TryCreate(text, UriKind.Absolute, out var endpoint) && endpoint.Scheme is "http" or "https")
        {
            return new(endpoint, Text(general, "OAUTH_CLIENT_ID"), Text(general, "OAUTH_CLIENT_SECRET"));
        }

        general.Context.Findings.Error(general.Node("enable_oauth2_auth")!, text is null
            ? $"needs {EndpointVariable} in the environment: where the identity provider tells what a token stands for (such as https://login.example.com/introspect)"
            : $"{EndpointVariable}: found '{text}'; valid is an http or https URL");
        return null;
    }

    private static string[] Audiences(Section general, string switchedOnBy)
    {
        var audiences = Variable(general, AudienceVariable);
        if (audiences.Length == 0)
        {
            general.Context.Findings.Warn(general.Node(switchedOnBy)!, $"{AudienceVariable} is not set: tokens that the provider made for any other application are accepted as well");
        }

        return audiences;
    }

    // Compose passes on what is not set as an empty text.
    private static string? Text(Section section, string name) => section.Context.Variable(name) is { Length: > 0 } text ? text : null;

    private static string[] Variable(Section section, string name) =>
        section.Context.Variable(name)?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    // scope_mappings: [{scope: chat, models: [gpt-oss-20b], routes: [/v1/chat/completions]}]
    private static List<ScopeMapping>? ScopeMappings(Section section)
    {
        var mappings = new List<ScopeMapping>();
        foreach (var mapping in section.Children("scope_mappings"))
        {
            if (mapping.String("scope") is not { } scope)
            {
                mapping.Missing("scope", "it is what the token must say");
                continue;
            }

            mappings.Add(new(scope, mapping.Strings("models") ?? [], RouteLists.Read(mapping, "routes") ?? []));
            mapping.WarnAboutUnknown();
        }

        return section.Bool("enforce_scope_based_access") ?? false ? mappings : null;
    }

    private static void Check(Section section, JwtAuthSettings settings, bool isJwt)
    {
        var findings = section.Context.Findings;
        if (section.Node("custom_validate") is { } validate)
        {
            // Tokens that it refuses would be let in.
            findings.Error(validate, "Python code cannot run in this gateway; ask for roles (user_allowed_roles) or scopes (enforce_scope_based_access) instead");
        }

        if (settings.UserAllowedRoles is not null && settings.UserRolesField is null)
        {
            findings.Error(section.Node("user_allowed_roles")!, "needs user_roles_jwt_field: where a token has its roles");
        }

        if (settings.UserAllowedEmailDomain is not null && settings.UserEmailField is null)
        {
            findings.Error(section.Node("user_allowed_email_domain")!, "needs user_email_jwt_field: where a token has the e-mail address");
        }

        if (section.Node("scope_mappings") is { } mappings && settings.ScopeMappings is null)
        {
            findings.Warn(mappings, "not enforced; set enforce_scope_based_access: true");
        }

        if (isJwt && settings is { UserIdField: null, TeamIdField: null, TeamIdsField: null, TeamIdDefault: null })
        {
            findings.Warn(section.Map, "no field for users or teams: only tokens with the scope of admins are let in; set user_id_jwt_field, team_id_jwt_field or team_ids_jwt_field");
        }
    }
}
