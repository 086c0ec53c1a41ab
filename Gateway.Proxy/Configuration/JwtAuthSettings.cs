namespace Gateway.Proxy.Configuration;

/// <summary>
/// Tokens of an identity provider as keys: <c>general_settings.enable_jwt_auth</c> or <c>enable_oauth2_auth</c>, with <c>litellm_jwtauth</c>.
/// What a field is called is a name of the token's payload, or of what the provider says about it, with dots for what lies deeper
/// (<c>resource_access.gateway.roles</c>).
/// </summary>
internal sealed record JwtAuthSettings
{
    /// <summary>Where the provider has its public keys (RFC 7517), or its discovery document that says where. Of opaque tokens: empty.</summary>
    public IReadOnlyList<Uri> PublicKeyUrls { get; init; } = [];

    /// <summary>Of opaque tokens: where they are looked up; null: these are JWTs, which say everything themselves.</summary>
    public TokenInfoSettings? TokenInfo { get; init; }

    /// <summary>For whom a token must have been made (<c>aud</c>), one of them; empty: for anybody.</summary>
    public IReadOnlyList<string> Audiences { get; init; } = [];

    /// <summary>How long public keys are used before they are fetched again.</summary>
    public TimeSpan PublicKeyTtl { get; init; } = TimeSpan.FromSeconds(600);

    /// <summary>Whoever has this scope administers the gateway.</summary>
    public string AdminScope { get; init; } = "litellm_proxy_admin";

    /// <summary>What such tokens may call; null: everything.</summary>
    public string[]? AdminAllowedRoutes { get; init; }

    public string? UserIdField { get; init; }

    public string? UserEmailField { get; init; }

    /// <summary>Users that nobody has made are made when they first come.</summary>
    public bool UserIdUpsert { get; init; }

    /// <summary>Only those whose e-mail address is of this domain are made.</summary>
    public string? UserAllowedEmailDomain { get; init; }

    /// <summary>Where a token has the holder's role in the gateway, by the names of <c>user_role</c>; null: nowhere, it is the user's.</summary>
    public string? UserRoleField { get; init; }

    public string? UserRolesField { get; init; }

    /// <summary>Of these roles a token must have one; null: none is asked for.</summary>
    public IReadOnlyList<string>? UserAllowedRoles { get; init; }

    public string? TeamIdField { get; init; }

    /// <summary>Of tokens whose team belongs to no organization.</summary>
    public string? OrganizationIdField { get; init; }

    /// <summary>A list of teams: the first that may use the model pays.</summary>
    public string? TeamIdsField { get; init; }

    /// <summary>The team of tokens that name none that is known.</summary>
    public string? TeamIdDefault { get; init; }

    /// <summary>Teams that nobody has made are made when a token first names them.</summary>
    public bool TeamIdUpsert { get; init; }

    /// <summary>What tokens of teams may call; null: what keys may, and models only where there is no user.</summary>
    public string[]? TeamAllowedRoutes { get; init; }

    /// <summary>Who is in no team may not call models.</summary>
    public bool EnforceTeamBasedModelAccess { get; init; }

    public string? EndUserIdField { get; init; }

    /// <summary>What a scope opens; null: scopes say nothing about models.</summary>
    public IReadOnlyList<ScopeMapping>? ScopeMappings { get; init; }
}
